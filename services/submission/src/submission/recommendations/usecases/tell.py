"""Tell the other services what was due in the quarters of an agency, and what of it is done.

Changes of recommendations and the worker come here, each under the lock of the agencies' rows. A
quarter is told when it differs from what was told last, as its next revision.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.canonical import canonical, sha256
from rules.period import parse_period
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, TimeZone, today_in
from submission.agencies.events import SOURCE
from submission.campaigns.domain.deadline import Deadline
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.domain.standing import QuarterStanding, quarter_of, standings
from submission.recommendations.events import followups_changed
from submission.recommendations.store import recommendations as store
from submission.recommendations.store import standings as told_store
from submission.recommendations.store.standings import Told

_UNTOLD: Final = Told(0, "")


async def tell_standings(session: Session, codes: Collection[str], *, clock: Clock) -> None:
    """Tell what changed for agencies, and for those that took over from them."""
    known = await find_family(session, codes)
    wanted = {*codes}
    while heirs := {known[each].heir_code for each in wanted if each in known} - wanted - {None}:
        wanted |= {each for each in heirs if each is not None}
    revisions = {
        code: kept.revision
        for code in sorted(wanted)
        if (kept := await agencies.find(session, code)) is not None
    }
    moments = await told_store.lock(session, revisions, now=clock.now())
    for code, now in moments.items():
        next_at = await _tell(session, code, known, now=now, clock=clock)
        await told_store.settle(
            session, code, looked_at=now, next_at=next_at, agency_revision=revisions[code]
        )


async def find_family(session: Session, codes: Collection[str]) -> Mapping[str, Agency]:
    """Return agencies with all that they took over from, and all that took over from those."""
    known: dict[str, Agency] = {}
    wanted = {*codes}
    while wanted:
        found = await agencies.find_all(session, wanted)
        known |= found
        wanted = {
            code
            for each in found.values()
            for code in (*each.predecessor_codes, *each.successor_codes)
        } - known.keys()
    return known


def forebears(code: str, known: Mapping[str, Agency]) -> set[str]:
    """Return an agency and all that it took over from."""
    found, wanted = {code}, {code}
    while wanted:
        before = {each for one in wanted if one in known for each in known[one].predecessor_codes}
        wanted = before - found
        found |= before
    return found


async def _tell(
    session: Session,
    code: str,
    known: Mapping[str, Agency],
    *,
    now: datetime,
    clock: Clock,
) -> datetime:
    """Tell what changed of the quarters of an agency; return when to look again."""
    zone = await agencies.time_zone(session, code)
    before = forebears(code, known)
    found = await store.of_agencies(session, before)
    held = await told_store.told(session, [code])
    today = today_in(zone, now)
    there = {each.period.code: each for each in standings(code, found, known, today=today, now=now)}
    for _, period in held.keys() - {(code, each) for each in there}:
        there[period] = QuarterStanding(agency_code=code, period=parse_period(period), due=())
    changed = [
        (standing, Told(present.revision + 1, hashed))
        for period, standing in sorted(there.items())
        if (present := held.get((code, period), _UNTOLD)).sha256 != (hashed := _hash_of(standing))
    ]
    if changed:
        quarters = [(standing.period.code, told) for standing, told in changed]
        await told_store.save(session, code, quarters, now=now)
        events = [followups_changed(each, told.revision, now=now) for each, told in changed]
        await emit(session, events, source=SOURCE, clock=clock)
    family = [known[each] for each in before if each in known]
    return min(_moments(family, found, zone, now=now))


def _hash_of(standing: QuarterStanding) -> str:
    """Return a hash of what counts: another wording of a recommendation changes no count."""
    return sha256(
        canonical(
            [
                [
                    str(each.recommendation_id),
                    each.deadline.isoformat(),
                    None if each.followed_up_on is None else each.followed_up_on.isoformat(),
                    each.is_instruction,
                ]
                for each in standing.due
            ]
        )
    )


def _moments(
    agencies_before: Sequence[Agency],
    found: Sequence[KeptRecommendation],
    zone: TimeZone,
    *,
    now: datetime,
) -> Iterator[datetime]:
    """Yield the moments at which something may change by itself: the first is the next look."""
    yield Deadline(quarter_of(today_in(zone, now)).last_day).ends_at(zone)
    ends = (each.valid_until for each in agencies_before if each.valid_until is not None)
    moments = [Deadline(day).ends_at(zone) for day in ends]
    moments += [each.ends_at for each in found if each.ends_at is not None]
    yield from (each.astimezone(UTC) for each in moments if each > now)
