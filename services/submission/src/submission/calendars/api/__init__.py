"""The HTTP edge of calendars."""
