"""What holds for every document: its canonical form, its defects, its limits."""
