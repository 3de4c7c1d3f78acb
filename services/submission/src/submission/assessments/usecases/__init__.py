"""What is done with assessments, one verb a file."""
