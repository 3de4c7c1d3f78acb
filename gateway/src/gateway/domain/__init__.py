"""What the gateway decides by, without I/O."""
