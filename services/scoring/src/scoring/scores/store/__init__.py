"""Scores as they are read."""
