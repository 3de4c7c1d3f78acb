"""What is done with runs, one verb per file."""
