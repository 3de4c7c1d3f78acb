"""What e-planning holds, and what its users change."""
