"""All SQL of scoring."""
