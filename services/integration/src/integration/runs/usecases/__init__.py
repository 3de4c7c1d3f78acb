"""What is done with runs, one verb a file."""
