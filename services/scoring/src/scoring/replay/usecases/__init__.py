"""Swap what a replay found into the live tables."""
