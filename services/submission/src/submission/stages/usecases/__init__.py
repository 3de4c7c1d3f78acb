"""What is done with stages, one verb per file."""
