"""What is done with sources, one verb a file."""
