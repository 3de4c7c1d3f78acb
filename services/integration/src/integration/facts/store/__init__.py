"""All SQL of facts."""
