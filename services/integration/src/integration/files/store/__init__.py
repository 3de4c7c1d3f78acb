"""Dropped files: the bytes in a spool, what became of them in the database."""
