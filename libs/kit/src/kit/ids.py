"""Identifiers that sort by the time at which they were made."""

import uuid

from uuid_utils import compat


def new_id() -> uuid.UUID:
    """Return a new UUIDv7."""
    return compat.uuid7()
