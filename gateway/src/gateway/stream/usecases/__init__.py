"""Follow the scores."""
