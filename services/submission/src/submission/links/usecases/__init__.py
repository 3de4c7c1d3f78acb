"""Link, remove, review, withdraw; find what is at risk, and tell it."""
