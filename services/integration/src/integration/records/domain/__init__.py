"""Rules of canonical records."""
