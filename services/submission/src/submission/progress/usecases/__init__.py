"""What is done about progress, one verb per file."""
