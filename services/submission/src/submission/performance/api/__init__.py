"""HTTP of the wing."""
