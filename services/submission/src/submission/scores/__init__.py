"""Scores as scoring tells them, kept to be read here: indices by track, and what was published."""
