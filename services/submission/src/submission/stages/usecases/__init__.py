"""What is done with stages, one verb a file."""
