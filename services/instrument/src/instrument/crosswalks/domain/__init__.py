"""What a crosswalk is, its defects, and the proposals that it makes from old answers."""
