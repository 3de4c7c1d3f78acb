"""Rules of minutes and verdicts."""
