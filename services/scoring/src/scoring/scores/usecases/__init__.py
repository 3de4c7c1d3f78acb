"""Find scores and read them whole."""
