"""Scores, read: now, as of a moment, over the years."""
