"""Results are published, signed and verified, and compared with the ministry's own."""
