"""The HTTP edge of reconciliation."""
