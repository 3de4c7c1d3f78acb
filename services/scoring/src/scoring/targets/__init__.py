"""What a node of an agency's instrument is to reach in a year, and whether it does."""
