"""Events in, scores out."""
