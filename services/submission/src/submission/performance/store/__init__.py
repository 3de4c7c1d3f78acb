"""Accounts, comments and steps in the database."""
