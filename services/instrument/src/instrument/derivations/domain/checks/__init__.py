"""The defects of a derivation set."""
