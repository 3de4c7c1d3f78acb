"""Writing the table, and taking it back."""
