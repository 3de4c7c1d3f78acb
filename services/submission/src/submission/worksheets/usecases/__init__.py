"""Make the table, and find what was changed in it."""
