"""By which rules a score was reckoned (decision 0055)."""

from typing import Final

RULES_VERSION: Final = 2
"""Raise it when the same facts and decisions give other levels or scores than before.

The worker then reckons all stored scores anew. 0: a release before 0020, which did not say.
"""
