"""What is asked of advice: why, why not, what if, and what to ask back."""
