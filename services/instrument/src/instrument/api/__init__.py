"""The HTTP edge of the instrument service."""
