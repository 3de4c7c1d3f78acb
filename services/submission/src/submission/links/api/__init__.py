"""The HTTP edge of links."""
