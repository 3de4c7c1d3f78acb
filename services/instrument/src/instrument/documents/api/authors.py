"""Who writes documents: operators, and coordinators of one agency.

The settings name that agency. All agencies are measured by an edition, so coordinators of other
agencies cannot change it.
"""

from typing import Annotated

from fastapi import Depends, Request

from kit.auth import Principal, PrincipalDep
from kit.errors import Forbidden
from rules.text import Text


async def _author(principal: PrincipalDep, request: Request) -> Principal:
    agency: str | None = request.app.state.authors_agency
    if "operator" in principal.roles or (agency and principal.unit == agency):
        return principal
    raise Forbidden(
        Text(
            "Hanya operator dan koordinator instansi yang ditunjuk yang dapat mengubah instrumen.",
            "Only operators and coordinators of the appointed agency write instruments.",
        )
    )


Author = Annotated[Principal, Depends(_author)]
