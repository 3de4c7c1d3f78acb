"""What makes a derivation set wrong."""
