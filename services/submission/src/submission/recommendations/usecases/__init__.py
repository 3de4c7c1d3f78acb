"""What is done with recommendations, one verb per file."""
