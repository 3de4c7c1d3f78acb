"""Minutes and verdicts in the database."""
