"""What is done with signatures, one verb a file."""
