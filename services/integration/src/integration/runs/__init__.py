"""Runs: when a source is read, by which worker, and what became of it."""
