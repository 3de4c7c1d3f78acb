"""What is done with people, one verb per file."""
