"""What to do when, as time passes."""
