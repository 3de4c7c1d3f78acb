"""Rules of reading: formats, row errors, and which answers are believed."""
