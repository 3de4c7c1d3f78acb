"""What is done with publications, one verb per file."""
