"""Rules of pushes: signatures, records and their answers."""
