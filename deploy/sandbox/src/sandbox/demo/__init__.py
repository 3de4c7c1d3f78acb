"""`tolok demo`: the way from a change in a source system to a changed index, told on a terminal."""
