"""The HTTP edge of assignments."""
