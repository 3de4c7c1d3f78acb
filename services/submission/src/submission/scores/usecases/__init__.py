"""What is done with what scoring tells, one verb per file."""
