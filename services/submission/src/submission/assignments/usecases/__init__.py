"""What is done with assignments, one verb a file."""
