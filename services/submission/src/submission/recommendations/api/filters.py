"""Which recommendations a list or a table is of."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.web import unknown_code
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.recommendations.api import schemas
from submission.recommendations.domain.recommendation import MISSING
from submission.recommendations.store import owners as store
from submission.recommendations.store.wanted import Wanted
from submission.recommendations.usecases.find import find_lost

_ANY = "any"


async def _scope(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    agency: schemas.AgencyQuery = None,
    below: schemas.BelowQuery = False,
) -> Wanted:
    """Return whose recommendations are asked for; without an agency, all within reach.

    `below` alone is about the token's own agency.
    """
    if agency is not None:
        await check_reach(session, principal, agency, pointer="query/agency")
    elif below:
        agency = AGENCIES.root_of(principal)
    return Wanted(agency_code=agency, below=below)


ScopeDep = Annotated[Wanted, Depends(_scope)]


def _from(
    scope: ScopeDep,
    *,
    origin: schemas.OriginQuery = None,
    report: schemas.ReportQuery = None,
    assessment: schemas.AssessmentQuery = None,
) -> Wanted:
    """Return where those come from that are asked for."""
    return replace(scope, origin=origin, report_id=report, assessment_id=assessment)


async def _owned(
    source: Annotated[Wanted, Depends(_from)],
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    owner: schemas.OwnerQuery = None,
    needs_owner: schemas.NeedsOwnerQuery = False,
) -> Wanted:
    """Return who sees to those that are asked for, or that nobody does."""
    lost = None
    if needs_owner:
        owners = await store.owners(session, root_code=AGENCIES.root_of(principal))
        lost = [*await find_lost(session, owners, clock=SystemClock())]
    return replace(source, owner=owner, lost=lost)


def _wanted(
    source: Annotated[Wanted, Depends(_owned)],
    *,
    state: schemas.StateQuery = None,
    missing: schemas.MissingQuery = None,
    instruction: schemas.InstructionQuery = None,
    overdue: schemas.OverdueQuery = False,
) -> Wanted:
    kinds = None
    if missing is not None:
        if missing != _ANY and missing not in MISSING:
            raise unknown_code("missing", missing, [*MISSING, _ANY])
        kinds = [*MISSING] if missing == _ANY else [missing]
    return replace(
        source,
        state=state,
        missing=kinds,
        is_instruction=instruction,
        overdue_at=SystemClock().now() if overdue else None,
    )


WantedDep = Annotated[Wanted, Depends(_wanted)]
