"""Offers: an agency offers the root of another tree a place below itself; the root accepts."""
