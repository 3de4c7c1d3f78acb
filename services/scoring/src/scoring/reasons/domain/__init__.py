"""Explanations in words: sums, conditions, and what would raise a level."""
