"""Evaluation: what levels add up to in an edition."""
