"""What is done with agencies, one verb per file."""
