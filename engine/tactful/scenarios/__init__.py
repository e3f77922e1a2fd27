"""A client's situation: read, written, and held against what it expects."""
