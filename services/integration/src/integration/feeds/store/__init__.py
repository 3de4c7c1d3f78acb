"""All SQL of pushes."""
