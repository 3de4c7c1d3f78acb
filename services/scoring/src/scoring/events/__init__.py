"""Scoring's objects and the contracts' events: the only place that translates between them."""
