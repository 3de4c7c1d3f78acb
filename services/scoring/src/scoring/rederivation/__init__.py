"""Campaigns that chose another derivation set, and how many assessments have followed."""
