"""What an edition is, what makes one wrong, and how two of them differ."""
