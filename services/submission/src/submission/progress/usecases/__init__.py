"""What is done about progress, one verb a file."""
