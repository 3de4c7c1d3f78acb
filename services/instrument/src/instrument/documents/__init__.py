"""What all kinds of documents have in common: JSON, YAML, canonical form, defects, limits."""
