"""Keeps the agencies that the submission service tells of."""

from collections.abc import Sequence

from integration.store import agency
from integration.store.agency import Agency
from kit.database import Session


async def save_agencies(session: Session, agencies: Sequence[Agency]) -> None:
    """Store the newest state of each agency."""
    await agency.save(session, agencies)
