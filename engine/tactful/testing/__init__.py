"""Scenarios as tests, and what they miss."""
