"""`tolok demo`: follow a change in a source system to the changed index, on a terminal."""
