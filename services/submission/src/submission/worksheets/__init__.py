"""Levels of a stage as a table that people fill in with a spreadsheet program."""
