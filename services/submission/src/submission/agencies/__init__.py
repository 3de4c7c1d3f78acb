"""Agencies: the tree of who is assessed, and which part of it a token reaches."""
