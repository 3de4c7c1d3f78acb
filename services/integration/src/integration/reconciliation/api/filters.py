"""Which findings a list or a table is of."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query

from integration.agencies.api.reach import check_agency, root_of
from integration.reconciliation.domain.finding import Kind, Status
from integration.reconciliation.store.lists import Wanted
from kit.auth import PrincipalDep
from kit.database import ReadSessionDep
from kit.fields import ONE_LINE, TruthQuery, WholeQuery

YearQuery = Annotated[
    WholeQuery | None,
    Query(ge=2000, le=2100, description="Of this year only", examples=[2026]),
]
NeededYearQuery = Annotated[
    WholeQuery, Query(ge=2000, le=2100, description="Of this year", examples=[2026])
]
_AgencyQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(max_length=100, examples=["9901.2.16.01"])
]
_BelowQuery = Annotated[
    TruthQuery,
    Query(description="Whether those of all agencies below it belong to it", examples=[True]),
]


async def _scope(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    agency: _AgencyQuery = None,
    below: _BelowQuery = False,
) -> Wanted:
    """Return whose findings are asked for; without an agency, all within reach."""
    root = root_of(principal)
    if agency is None:
        return Wanted(root_code=root)
    await check_agency(session, principal, agency, pointer="query/agency")
    return Wanted(root_code=agency) if below else Wanted(root_code=root, agency_code=agency)


ScopeDep = Annotated[Wanted, Depends(_scope)]


def _wanted(
    scope: ScopeDep,
    *,
    year: YearQuery = None,
    kind: Annotated[
        Kind | None, Query(description="Of this kind only", examples=["planned_without_budget"])
    ] = None,
    status: Annotated[
        Status | None, Query(description="Of this status only", examples=["open"])
    ] = None,
) -> Wanted:
    return replace(scope, year=year, kind=kind, status=status)


WantedDep = Annotated[Wanted, Depends(_wanted)]
