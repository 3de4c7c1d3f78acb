"""What is done with minutes and verdicts, one verb a file."""
