"""Crosswalks in the database and in documents."""
