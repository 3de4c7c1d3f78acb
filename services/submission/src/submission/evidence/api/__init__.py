"""The HTTP edge of evidence."""
