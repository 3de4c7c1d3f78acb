"""The HTTP edge of runs."""
