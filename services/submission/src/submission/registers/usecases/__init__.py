"""What is done with registers, one verb per file."""
