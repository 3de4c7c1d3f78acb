"""What it adds up to: indices, lineage, explanations."""
