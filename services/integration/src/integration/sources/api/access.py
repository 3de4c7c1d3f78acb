"""Which sources a principal may see: those of the regions in the subtree of the token's agency."""

from typing import Annotated

from fastapi import Path

from integration.agencies.api.reach import check_owner
from integration.sources import store
from integration.sources.domain.source import Source
from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text

SourceCode = Annotated[str, Path(max_length=100, examples=["e-planning-9901"])]


async def source_for(
    session: Session, code: str, principal: Principal, *, lock: bool = False
) -> Source:
    """Return a source that the principal may see.

    Raises:
        NotFound: There is no such source.
        Forbidden: It is of another region.
    """
    found = await store.find(session, code, lock=lock)
    if found is None:
        raise missing(
            "path/source_code", Text(f"Sumber {code} tidak ada.", f"There is no source {code}.")
        )
    await check_owner(session, principal, found.region_code, pointer="path/source_code")
    return found
