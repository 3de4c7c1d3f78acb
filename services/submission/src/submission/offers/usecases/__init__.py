"""What is done with offers, one verb per file."""
