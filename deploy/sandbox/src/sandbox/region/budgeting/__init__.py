"""What e-program holds, and what its users change."""
