"""All SQL of reconciliation."""
