"""What is done with agencies, one verb a file."""
