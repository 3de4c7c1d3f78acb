"""What a batch brought, and what became of the scores."""
