"""Derivation sets in the database and in documents."""
