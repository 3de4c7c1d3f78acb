"""Rules of sources: how they are registered and how each system writes."""
