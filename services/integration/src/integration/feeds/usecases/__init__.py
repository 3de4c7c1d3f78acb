"""What is done with pushes, one verb per file."""
