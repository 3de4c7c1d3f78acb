"""The HTTP edge of mapping."""
