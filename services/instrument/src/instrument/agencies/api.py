"""Who writes, with the agency that what they make belongs to."""

from typing import Annotated, Final

from fastapi import Depends, Request

from instrument.agencies.domain import Author
from instrument.documents.api.authors import Author as AuthorPrincipal
from kit.auth import Units
from kit.errors import Forbidden
from rules.agency import AGENCY

_AGENCIES: Final = Units(AGENCY)


async def _author(principal: AuthorPrincipal, request: Request) -> Author:
    """Return the author; a token that names no agency owns nothing, so it writes nothing."""
    return Author(
        subject=principal.subject,
        agency_code=_AGENCIES.root_of(principal),
        appointed_code=request.app.state.authors_agency,
    )


async def _previewer(principal: AuthorPrincipal, request: Request) -> Author | None:
    """Return who would store what they preview; None: their token names no agency."""
    try:
        return await _author(principal, request)
    except Forbidden:
        return None


PreviewerDep = Annotated[Author | None, Depends(_previewer)]
AuthorDep = Annotated[Author, Depends(_author)]
