"""The HTTP edge of the submission service."""
