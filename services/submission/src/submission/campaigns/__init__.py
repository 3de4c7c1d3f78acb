"""Campaigns: an edition, a period, and an assessment of every agency that takes part."""
