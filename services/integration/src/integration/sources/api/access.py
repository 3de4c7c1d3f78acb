"""Which sources a principal may see: those of the regions in the subtree of the token's agency."""

from typing import Annotated

from fastapi import Path

from integration.agencies.api.reach import root_of
from integration.sources import store
from integration.sources.domain.source import Source
from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from kit.fields import ONE_LINE
from rules.text import Text

SourceCode = Annotated[str, Path(max_length=100, examples=["e-planning-9901"]), ONE_LINE]


async def source_for(
    session: Session, code: str, principal: Principal, *, lock: bool = False
) -> Source:
    """Return a source that the principal may see.

    Raises:
        NotFound: There is no such source within reach.
    """
    found = await store.find_within(session, code, root_code=root_of(principal), lock=lock)
    if found is None:
        raise missing(
            "path/source_code", Text(f"Sumber {code} tidak ada.", f"There is no source {code}.")
        )
    return found
