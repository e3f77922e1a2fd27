"""JSON Schemas: those that are published, and those that are made of a ruleset."""
