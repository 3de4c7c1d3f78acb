"""The HTTP edge of stages and disputes."""
