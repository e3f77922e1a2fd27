"""What a ruleset is made of, and what it means."""
