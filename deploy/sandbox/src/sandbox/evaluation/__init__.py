"""A file of answers and the breakdown of what it adds up to."""
