"""Agencies, as the events of submission tell them, and which of them a token reaches."""
