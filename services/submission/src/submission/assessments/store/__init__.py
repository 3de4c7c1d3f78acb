"""Decisions and drafts in the database."""
