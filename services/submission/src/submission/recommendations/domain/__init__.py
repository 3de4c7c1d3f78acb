"""Rules of recommendations, of findings about aspects, and of what counts in a quarter."""
