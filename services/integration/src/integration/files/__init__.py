"""Files that people drop: looked at first, then taken."""
