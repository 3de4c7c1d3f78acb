"""What is done with minutes and verdicts, one verb per file."""
