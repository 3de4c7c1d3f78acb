"""Editions of instruments: drafts, publication, retirement, lists, differences."""
