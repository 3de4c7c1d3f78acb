"""Tuban: months and quarters, their ranking and what follows, and a reorganisation in mid-year."""
