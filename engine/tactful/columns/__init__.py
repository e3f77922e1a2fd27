"""A ruleset as Polars columns: all clients of a cohort side by side."""
