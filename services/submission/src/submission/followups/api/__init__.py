"""The HTTP edge of follow-ups."""
