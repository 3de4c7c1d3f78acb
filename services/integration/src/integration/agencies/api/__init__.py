"""The HTTP edge of agencies."""
