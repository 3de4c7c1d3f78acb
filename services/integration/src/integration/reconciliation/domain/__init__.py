"""The rules of reconciliation: how plan, budget and accountability are matched and compared."""
