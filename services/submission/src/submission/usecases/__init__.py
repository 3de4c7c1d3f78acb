"""What the submission service does, one verb per file."""
