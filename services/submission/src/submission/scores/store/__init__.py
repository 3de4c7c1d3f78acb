"""All SQL of what scoring tells."""
