"""Cohorts whose clients have several of a thing: how they are listed, and the advice for each."""
