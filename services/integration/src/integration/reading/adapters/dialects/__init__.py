"""Dialects beside the usual ones of their systems, and generic makes."""
