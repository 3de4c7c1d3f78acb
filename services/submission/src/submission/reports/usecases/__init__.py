"""What is done with reports, one verb per file."""
