"""Editions and derivation sets as documents: the edge through which files come in."""
