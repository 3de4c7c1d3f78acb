"""The arithmetic of evaluation, pure: what instrument proves with, and scoring applies."""
