"""The HTTP edge of registers."""
