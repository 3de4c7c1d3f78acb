"""Take what submission says is at risk, and announce what changes."""
