"""The HTTP edge of tables of levels."""
