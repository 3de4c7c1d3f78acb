"""Find assignments as they are today: what a unit answered for goes to its only successor."""

from collections.abc import Sequence
from dataclasses import replace

from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.usecases.find_chain import find_heirs
from submission.assignments import store
from submission.assignments.domain import Assignment


async def find_assigned(
    session: Session, campaign_code: str, agency_code: str | None, *, clock: Clock
) -> Sequence[Assignment]:
    """Return the assignments that concern an agency (None: any), with the units of today.

    A unit that is responsible in all agencies is so in those that it is part of.
    """
    found = await store.of_agency(session, campaign_code, agency_code)
    today = await with_heirs(session, found, clock=clock)
    if agency_code is None or all(each.agency_code or not each.unit_code for each in today):
        return today
    own = {each.code for each in await agencies.in_subtree(session, agency_code)}
    return [each for each in today if each.agency_code or each.unit_code in {None, *own}]


async def with_heirs(
    session: Session, assigned: Sequence[Assignment], *, clock: Clock
) -> Sequence[Assignment]:
    """Return assignments with the units of today.

    A unit that ended gives way to its only successor. With none or several it stays, so that
    nobody answers until the coordinator assigns anew.
    """
    codes = {each.unit_code for each in assigned if each.unit_code is not None}
    heirs = await find_heirs(session, codes, clock=clock) if codes else {}
    if not heirs:
        return assigned
    return [
        replace(each, unit_code=heirs.get(each.unit_code, each.unit_code))
        if each.unit_code is not None
        else each
        for each in assigned
    ]
