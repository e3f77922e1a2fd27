"""What stands in a ruleset's texts as fields that people fill in, and changes of it as edits."""
