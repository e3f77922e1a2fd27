"""What can be wrong with a ruleset: each defect beside the sentences that say it."""
