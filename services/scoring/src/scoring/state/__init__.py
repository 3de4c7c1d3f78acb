"""What scores are made of, and the locks on it."""
