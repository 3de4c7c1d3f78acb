"""A file of levels, and the breakdown of its index."""
