"""Find published results."""
