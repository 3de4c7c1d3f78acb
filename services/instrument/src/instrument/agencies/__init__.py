"""Agencies, as the events of submission tell them: who stands above the owner of an instrument."""
