"""All SQL of the instrument service."""
