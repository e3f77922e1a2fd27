"""A ruleset about several of a thing, made plain for as many as a situation has."""
