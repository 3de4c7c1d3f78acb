"""What an edition is, its defects, and how two editions differ."""
