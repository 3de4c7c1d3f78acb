"""What is done with reorganisations, one verb a file."""
