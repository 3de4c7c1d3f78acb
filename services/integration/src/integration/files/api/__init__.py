"""The HTTP edge of dropped files."""
