"""What keeps the document new."""
