"""Score events, and stored facts and decisions read back from their events."""
