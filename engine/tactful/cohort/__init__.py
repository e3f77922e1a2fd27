"""A file of clients in, their advice out: on this machine or on Spark."""
