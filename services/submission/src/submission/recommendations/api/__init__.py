"""The HTTP edge of recommendations."""
