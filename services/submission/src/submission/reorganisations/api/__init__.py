"""The HTTP edge of reorganisations."""
