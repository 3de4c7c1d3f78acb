"""Published results, read."""
