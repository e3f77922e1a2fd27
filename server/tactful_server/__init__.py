"""A ruleset over HTTP, for programs: advice, answers, plans, proofs."""
