"""The schema beside the live one, and how its tables are compared and swapped."""
