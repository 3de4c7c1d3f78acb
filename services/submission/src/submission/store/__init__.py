"""All SQL of the submission service."""
