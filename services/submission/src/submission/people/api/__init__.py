"""The HTTP edge of people."""
