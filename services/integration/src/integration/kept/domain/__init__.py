"""Rules of kept rows: which version of a row counts."""
