"""Profiles of hypothesis: `mutants` has few examples and always the same ones."""

from hypothesis import settings

settings.register_profile("mutants", max_examples=25, derandomize=True, deadline=None)
