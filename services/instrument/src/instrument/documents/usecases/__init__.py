"""What is done with every kind of document."""
