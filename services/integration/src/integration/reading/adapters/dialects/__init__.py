"""Dialects beside the usual ones of their systems, what they share, and generic makes."""
