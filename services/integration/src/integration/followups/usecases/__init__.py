"""What is done with what submission tells, one verb per file."""
