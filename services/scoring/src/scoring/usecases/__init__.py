"""What scoring does, one verb per file."""
