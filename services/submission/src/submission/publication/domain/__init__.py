"""What a publication is, and what it requires."""
