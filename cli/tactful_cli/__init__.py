"""The ``tactful`` command."""
