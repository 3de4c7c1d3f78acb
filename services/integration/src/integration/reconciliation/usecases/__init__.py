"""What is done about findings, one verb per file."""
