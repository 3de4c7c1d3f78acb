"""The HTTP edge of sources."""
