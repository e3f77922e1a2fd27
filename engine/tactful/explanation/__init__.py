"""What is advised and why, in words: one object that every face shows."""
