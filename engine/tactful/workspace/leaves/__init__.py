"""What a handbook tells of each rule, fact, decision, source and scenario."""
