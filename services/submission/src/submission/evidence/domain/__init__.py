"""What evidence is, and which contents are taken."""
