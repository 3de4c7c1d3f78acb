"""The HTTP edge of records."""
