"""Drift: whether a source still is what it was, and readings that count for nothing yet."""
