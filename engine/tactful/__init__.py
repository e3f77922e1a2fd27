"""tactful: advice as YAML rules, evaluated by forward chaining and explained in plain English."""

__version__ = "0.1.0"
