"""What an edition and a derivation set are, and what makes one wrong."""
