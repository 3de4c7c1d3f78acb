"""Which sources a principal may see, and what a source may name.

They see those of the regions in the subtree of the token's agency.
"""

from typing import Annotated

from fastapi import Depends, Path, Request

from integration.agencies.api.reach import root_of
from integration.settings import IntegrationSettings
from integration.sources import store
from integration.sources.domain.source import Source
from integration.sources.usecases.check_access import Allowed
from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from kit.fields import ONE_LINE
from rules.text import Text

SourceCode = Annotated[str, Path(max_length=100, examples=["e-planning-9901"]), ONE_LINE]


def _allowed(request: Request) -> Allowed:
    settings: IntegrationSettings = request.app.state.settings
    return Allowed(targets=settings.allowed_targets, credentials=request.app.state.credentials)


AllowedDep = Annotated[Allowed, Depends(_allowed)]
"""What a source may name according to the settings."""


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
