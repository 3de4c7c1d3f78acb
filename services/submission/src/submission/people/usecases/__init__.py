"""What is done with people, one verb a file."""
