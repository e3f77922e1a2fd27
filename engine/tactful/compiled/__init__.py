"""A ruleset compiled to one Python function: one client, many times over."""
