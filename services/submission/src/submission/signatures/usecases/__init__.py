"""What is done with signatures, one verb per file."""
