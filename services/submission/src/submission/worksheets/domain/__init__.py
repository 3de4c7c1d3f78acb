"""What the table looks like and what its rows mean."""
