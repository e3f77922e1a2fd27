"""What a change of rules means, and for whom."""
