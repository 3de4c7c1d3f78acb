"""Facts: what the records say about an agency and a period."""
