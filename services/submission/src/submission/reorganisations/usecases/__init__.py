"""What is done with reorganisations, one verb per file."""
