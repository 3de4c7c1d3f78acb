"""What the stream announces, to whom, and at which position."""
