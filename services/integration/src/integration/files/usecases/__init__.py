"""What is done with dropped files, one verb per file."""
