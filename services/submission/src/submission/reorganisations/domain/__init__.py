"""Rules of reorganisations: what is asked for, what follows from it, and what is refused."""
