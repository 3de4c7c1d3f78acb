"""Calendars: campaigns of months and quarters that open and close by a rule."""
