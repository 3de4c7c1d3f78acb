"""The HTTP edge of facts."""
