"""Words about fields and row errors, for people."""
