"""What a derivation set is, and its defects."""
