"""Evidence in the database, and its contents in files and objects."""
