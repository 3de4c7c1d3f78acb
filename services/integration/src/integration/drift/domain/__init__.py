"""Rules of drift."""
