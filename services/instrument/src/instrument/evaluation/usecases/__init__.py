"""What is done with levels."""
