"""What does not agree with people's claims."""
