"""Canonical records in the database."""
