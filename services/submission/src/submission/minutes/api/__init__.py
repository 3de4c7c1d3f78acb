"""Minutes and verdicts over HTTP."""
