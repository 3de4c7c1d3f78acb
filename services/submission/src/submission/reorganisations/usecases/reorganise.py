"""Plan a reorganisation, and do exactly what was planned.

Both happen in one transaction that holds the tree, the campaigns and the assessments concerned. So
what a preview answers is what is done, unless something of it changed meanwhile.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, AgencyRevision, check_agency, today_in
from submission.agencies.usecases.check_reach import check_free, code_taken
from submission.agencies.usecases.save_change import Occasion, save_change
from submission.campaigns.store import assessments, campaigns
from submission.campaigns.usecases.open import enter_campaign
from submission.people import store as people
from submission.people.domain import PersonRevision
from submission.people.usecases.find import check_employed
from submission.registers.domain.place import check_life, is_placed
from submission.reorganisations.domain.checks import (
    check_present,
    check_request,
    ended_otherwise,
    ending_in,
    new_in,
)
from submission.reorganisations.domain.followers import last_day_before
from submission.reorganisations.domain.plan import plan_of
from submission.reorganisations.domain.request import AnyRequest, Closure, Merger, Split
from submission.reorganisations.domain.situation import NOTHING, AgencyChange, Plan, Situation
from submission.reorganisations.usecases.check_entries import check_entries
from submission.reorganisations.usecases.survey import place_of_code, survey


async def plan_reorganisation(
    session: Session, request: AnyRequest, principal: Principal, *, clock: Clock
) -> Plan:
    """Return all that a reorganisation does; nothing where it was made already.

    Raises:
        NotFound, Forbidden: See `survey` and `check_employed`.
        Conflict: An agency ended in another way, or a new code is taken within reach; or a
            successor would enter a campaign whose first deadline has passed.
        Unprocessable: Dates, places or units do not fit; every part is named.
    """
    await check_employed(session, principal.subject, clock=clock)
    situation, existing = await survey(session, request, principal)
    if _is_repetition(request, situation, existing):
        return NOTHING
    _check_state(request, situation, existing)
    refuse(check_request(request, situation))
    refuse(await _below_the_ending(session, request))
    plan = plan_of(request, situation)
    refuse([each async for each in _check_places(session, request, plan)])
    # The day is that of the first agency that is there.
    zone = await agencies.time_zone(session, next(iter(situation.agencies)))
    now = clock.now()
    refuse(check_present(request, plan, today=today_in(zone, now)))
    await check_entries(session, request, plan, zone=zone, now=now)
    return plan


async def reorganise(
    session: Session, request: AnyRequest, plan: Plan, principal: Principal, *, clock: Clock
) -> None:
    """Do what was planned in this transaction, and tell the other services.

    Assignments are not written: who answers for a unit that ended follows from its only successor
    by the day (`find_assigned`).

    Raises:
        Conflict: A new code is taken out of reach. No plan says so: nobody learns it by a preview.
    """
    places = _places_of_new(request)
    new = {change.after.code for change in plan.agencies if change.before is None}
    await check_free(session, {code: places[code] for code in new}, all_at="/parts")
    for change in plan.agencies:
        occasion = Occasion(change.change, since=change.since, note=request.note)
        await save_change(
            session, change.after, change.before, principal, occasion=occasion, clock=clock
        )
    for each in plan.assessments:
        if each.assessment is not None and each.cause is not None:
            await assessments.end(
                session, each.assessment.assessment_id, ended_on=request.day, cause=each.cause
            )
        elif each.assessment is not None and each.effect == "begins":
            await assessments.resume(session, each.assessment.assessment_id)
        elif each.effect == "begins":
            await enter_campaign(
                session,
                each.campaign,
                [each.agency_code],
                opened_by=principal.subject,
                clock=clock,
            )
            await campaigns.count_more(session, each.campaign.campaign.code)
    await _change_people(session, request, plan, principal, clock=clock)


async def _change_people(
    session: Session, request: AnyRequest, plan: Plan, principal: Principal, *, clock: Clock
) -> None:
    for each in plan.people:
        before = each.before
        await people.keep_before(session, before.person, day=request.day)
        if each.moves and before.person.valid_from < request.day:
            await people.keep_place(session, before.person, until=last_day_before(request.day))
        changed = PersonRevision(
            person=each.after, revision=before.revision + 1, changed_at=clock.now()
        )
        await people.save(session, changed, changed_by=principal.subject)


def _is_repetition(request: AnyRequest, situation: Situation, existing: Sequence[str]) -> bool:
    """Say whether the agencies ended and began in this way on this day already."""
    known = situation.agencies
    day = request.day
    match request:
        case Merger():
            has_ended = all(
                _ended_into(known[code], (request.agency_code,), day) for code in request.from_codes
            )
            return has_ended and _is_wanted(request.wanted, known)
        case Split():
            codes = tuple(part.wanted.code for part in request.parts)
            if len(existing) != len(codes):
                return False
            is_same = all(_is_wanted(part.wanted, known) for part in request.parts)
            present = known[request.agency_code]
            return is_same and (request.goes_on or _ended_into(present, codes, day))
        case Closure():
            agency = known[request.agency_code].agency
            return agency.valid_until == last_day_before(day) and not agency.successor_codes
        case _:
            return False


def _ended_into(kept: AgencyRevision, successors: Sequence[str], day: date) -> bool:
    agency = kept.agency
    return agency.valid_until == last_day_before(day) and {*successors} <= {*agency.successor_codes}


def _is_wanted(wanted: Agency | None, known: Mapping[str, AgencyRevision]) -> bool:
    """Say whether an agency is there as it was wanted; None: as it is."""
    if wanted is None:
        return True
    present = known.get(wanted.code)
    if present is None:
        return False
    kept = present.agency
    return (kept.name, kept.short_name, kept.kind, kept.parent_code, kept.valid_from) == (
        wanted.name,
        wanted.short_name,
        wanted.kind,
        wanted.parent_code,
        wanted.valid_from,
    )


def _places_of_new(request: AnyRequest) -> dict[str, str]:
    """Return where the codes of new agencies stand."""
    return {agency.code: place_of_code(request, place) for place, agency in new_in(request).items()}


def _check_state(request: AnyRequest, situation: Situation, existing: Sequence[str]) -> None:
    if existing:
        raise code_taken(existing[0], _places_of_new(request)[existing[0]])
    if ended := ended_otherwise(request, situation.agencies, ending_in(request)):
        raise _has_ended(*ended[0])


def _has_ended(code: str, kept: AgencyRevision) -> Conflict:
    agency = kept.agency
    why = Text(f"berakhir pada {agency.valid_until}", f"ended on {agency.valid_until}")
    return Conflict(
        Text(f"Instansi {code} sudah {why.id}.", f"The agency {code} {why.en} already."),
        errors=[Refusal("agency_code", why)],
        extra={
            "valid_until": str(agency.valid_until),
            "successor_codes": [*agency.successor_codes],
        },
    )


async def _check_places(
    session: Session, request: AnyRequest, plan: Plan
) -> AsyncIterator[Refusal]:
    """Yield what is wrong with the places of those that are new or move, each with its line."""
    ending = {*ending_in(request)}
    after = {change.after.code: change.after for change in plan.agencies}
    for change in plan.agencies:
        if change.ends or not _is_placed(change):
            continue
        parent_code = change.after.parent_code or ""
        line = await _line(session, parent_code, after)
        known = {**await agencies.find_all(session, [parent_code]), **after}
        parent = known.get(parent_code)
        code = change.after.code
        children = [] if change.before is None else await agencies.kinds_below(session, code)
        for wrong in check_agency(change.after, parent, line=line, children=children):
            yield _at(request, change, wrong)
        if parent is not None and (parent.code in ending or parent.has_ended_by(request.day)):
            yield _at(request, change, _parent_ends(parent.code))
        else:
            for wrong in check_life(change.after, parent, since=request.day):
                yield _at(request, change, wrong)


async def _below_the_ending(session: Session, request: AnyRequest) -> list[Refusal]:
    """Return which agencies cannot end because the successor stands below them."""
    if not isinstance(request, Merger):
        return []
    line = await agencies.line(session, request.agency_code)
    return [
        Refusal(
            f"/from_codes/{place}",
            Text(
                f"{request.agency_code} berada di bawah {code}: pindahkan lebih dulu",
                f"{request.agency_code} is below {code}: move it first",
            ),
        )
        for place, code in enumerate(request.from_codes)
        if code in line
    ]


def _is_placed(change: AgencyChange) -> bool:
    return is_placed(change.after, None if change.before is None else change.before.agency)


async def _line(session: Session, code: str, after: Mapping[str, Agency]) -> list[str]:
    """Return an agency and all above it, as they will be."""
    if code in after and not await agencies.line(session, code):
        return [code, *await agencies.line(session, after[code].parent_code or "")]
    return await agencies.line(session, code)


def _at(request: AnyRequest, change: AgencyChange, wrong: Refusal) -> Refusal:
    """Return a refusal at its place in the request; units that move along are named."""
    code = change.after.code
    if isinstance(request, Split):
        codes = [part.wanted.code for part in request.parts]
        if code in codes:
            return wrong.below(f"/parts/{codes.index(code)}")
    elif isinstance(request, Merger) and code == request.agency_code:
        return wrong.below("/agency")
    elif code == request.agency_code:
        return wrong
    return Refusal("agency_code", Text(f"{code}: {wrong.text.id}", f"{code}: {wrong.text.en}"))


def _parent_ends(code: str) -> Refusal:
    return Refusal(
        "/parent_code", Text(f"{code} tidak ada lagi pada hari itu", f"{code} ends by that day")
    )
