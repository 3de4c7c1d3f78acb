"""What is done with follow-ups, one verb per file."""
