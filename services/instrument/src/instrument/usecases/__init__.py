"""What the instrument service does, one verb per file."""
