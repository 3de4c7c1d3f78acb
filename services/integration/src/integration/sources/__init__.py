"""Sources: the registered systems of the regions."""
