"""HTTP to addresses that others choose, and that must not lead into our own network."""
