"""All SQL of kept rows."""
