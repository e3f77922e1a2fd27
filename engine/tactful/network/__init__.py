"""A ruleset on durable-rules: one client at a time."""
