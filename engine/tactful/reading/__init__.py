"""From text to a ruleset, with every mistake that reading can find."""
