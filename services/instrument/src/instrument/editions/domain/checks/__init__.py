"""The defects of an edition."""
