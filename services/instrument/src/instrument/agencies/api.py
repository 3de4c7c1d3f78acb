"""Who writes, with the agency that what they make belongs to."""

from typing import Annotated, Final

from fastapi import Depends, Request

from instrument.agencies.domain import Author
from instrument.documents.api.authors import Author as AuthorPrincipal
from kit.auth import Units
from rules.agency import AGENCY

_AGENCIES: Final = Units(AGENCY)


async def _author(principal: AuthorPrincipal, request: Request) -> Author:
    """Return the author; a token that names no agency owns nothing, so it writes nothing."""
    return Author(
        subject=principal.subject,
        agency_code=_AGENCIES.root_of(principal),
        appointed_code=request.app.state.authors_agency,
    )


AuthorDep = Annotated[Author, Depends(_author)]
