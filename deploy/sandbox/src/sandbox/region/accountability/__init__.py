"""What e-SAKIP holds, and what its users change."""
