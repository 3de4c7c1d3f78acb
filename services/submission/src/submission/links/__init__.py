"""Links: what proves which indicator, what reviewers say of it, and what is at risk."""
