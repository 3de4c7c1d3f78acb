"""Look for contradictions."""
