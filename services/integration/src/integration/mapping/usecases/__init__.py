"""Describe the adapters, and try a registration."""
