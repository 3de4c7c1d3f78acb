"""Agencies: the tree of those who are assessed, and which part of it a token reaches."""
