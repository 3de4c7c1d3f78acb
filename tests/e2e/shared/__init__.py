"""Stories that one running product tells in turn, each leaving room for the next."""
