"""What a derivation set is, and what makes one wrong."""
