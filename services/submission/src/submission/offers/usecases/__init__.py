"""What is done with offers, one verb a file."""
