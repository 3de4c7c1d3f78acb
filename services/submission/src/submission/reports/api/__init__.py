"""The HTTP edge of reports."""
