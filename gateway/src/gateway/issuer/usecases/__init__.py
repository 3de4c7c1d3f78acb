"""Issue a token."""
