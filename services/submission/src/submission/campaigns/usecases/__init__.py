"""What is done with campaigns, one verb per file."""
