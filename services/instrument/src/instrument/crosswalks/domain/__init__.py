"""What a crosswalk is, what makes one wrong, and what it makes of old answers."""
