"""The HTTP edge of pushes."""
