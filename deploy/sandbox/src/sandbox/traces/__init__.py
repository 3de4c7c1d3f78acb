"""Spans of all components, read back as traces."""
