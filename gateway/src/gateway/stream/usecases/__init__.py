"""What a subscriber does."""
