"""What is done with assessments, one verb per file."""
