"""The one way in: who may ask, within which limits, and which service answers."""
