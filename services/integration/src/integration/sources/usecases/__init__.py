"""What is done with sources, one verb per file."""
