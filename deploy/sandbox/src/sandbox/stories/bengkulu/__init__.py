"""Bengkulu: an index below 2, targets for the years to come, and what each agency has to do."""
