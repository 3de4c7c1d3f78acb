"""Progress: who has to do what by when."""
