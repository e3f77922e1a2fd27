"""A ruleset for the solver: what can be and what cannot, with a situation to show for it."""
