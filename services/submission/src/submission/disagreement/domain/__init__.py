"""Compared levels, their differences, and how far people agree."""
