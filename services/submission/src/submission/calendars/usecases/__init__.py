"""What is done with calendars, one verb per file."""
