"""What is done with registers, one verb a file."""
