"""What is done with kept rows, one verb per file."""
