"""The routes of publications."""
