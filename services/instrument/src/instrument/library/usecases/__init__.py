"""What is done with the library."""
