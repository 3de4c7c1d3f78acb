"""What is done with assignments, one verb per file."""
