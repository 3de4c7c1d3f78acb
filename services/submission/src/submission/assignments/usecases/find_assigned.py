"""Find assignments as they are today: what a unit answered for goes to its only successor."""

from collections.abc import Sequence
from dataclasses import replace

from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, today_in
from submission.assignments import store
from submission.assignments.domain import Assignment


async def find_assigned(
    session: Session, campaign_code: str, agency_code: str | None, *, clock: Clock
) -> Sequence[Assignment]:
    """Return the assignments that concern an agency (None: any), with the units of today."""
    found = await store.of_agency(session, campaign_code, agency_code)
    return await with_heirs(session, found, clock=clock)


async def with_heirs(
    session: Session, assigned: Sequence[Assignment], *, clock: Clock
) -> Sequence[Assignment]:
    """Return assignments with the units of today.

    A unit that ended gives way to its only successor. With none or several it stays, so that
    nobody answers until the coordinator assigns anew.
    """
    heirs: dict[str, str] = {}
    codes = {each.unit_code for each in assigned if each.unit_code is not None}
    while codes:
        known = await agencies.find_all(session, codes)
        ended = [each for each in known.values() if await _has_ended(session, each, clock)]
        new = {each.code: each.heir_code for each in ended if each.heir_code is not None}
        heirs |= new
        codes = {*new.values()} - heirs.keys()
    if not heirs:
        return assigned
    return [replace(each, unit_code=_last(heirs, each.unit_code)) for each in assigned]


def _last(heirs: dict[str, str], code: str | None) -> str | None:
    while code in heirs:
        code = heirs[code]
    return code


async def _has_ended(session: Session, agency: Agency, clock: Clock) -> bool:
    if agency.valid_until is None:
        return False
    zone = await agencies.time_zone(session, agency.code)
    return agency.has_ended_by(today_in(zone, clock.now()))
