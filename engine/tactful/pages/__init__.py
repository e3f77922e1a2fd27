"""What is laid out for people, and the formats it comes in."""
