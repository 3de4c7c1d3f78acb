"""What follows from a reorganisation: the one computation of the preview and of the process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from submission.agencies.domain import Agency, AgencyRevision, ChangeKind
from submission.campaigns.domain.campaign import KeptCampaign
from submission.reorganisations.domain.followers import (
    assignments_of,
    last_day_before,
    people_of,
)
from submission.reorganisations.domain.request import (
    AnyRequest,
    Closure,
    Merger,
    Move,
    Renaming,
    Split,
)
from submission.reorganisations.domain.situation import (
    CAUSES,
    AgencyChange,
    AssessmentChange,
    Plan,
    Situation,
    lives_on,
)


def plan_of(request: AnyRequest, situation: Situation) -> Plan:
    """Return what follows from a request that was checked."""
    changes, day = [*_changes_of(request, situation)], request.day
    kept, new = (make(changes, situation, day) for make in (_kept_assessments, _new_assessments))
    ended = {each.after.code: each.after for each in changes if each.ends}
    return Plan(
        agencies=changes,
        assessments=[*kept, *new] if changes else [],
        assignments=[*assignments_of(ended, situation.assignments)],
        people=[*people_of(ended, situation.people, day)],
    )


def _changes_of(request: AnyRequest, situation: Situation) -> Iterator[AgencyChange]:
    day = request.day
    match request:
        case Merger():
            yield from _merged(request, situation)
        case Split():
            yield from _split(request, situation)
        case Renaming() | Move() | Closure():
            present = situation.agencies[request.agency_code]
            yield from _changed(situation, present, *_own_change(request, present.agency), day)


def _own_change(request: Renaming | Move | Closure, agency: Agency) -> tuple[Agency, ChangeKind]:
    match request:
        case Renaming():
            return replace(agency, name=request.name, short_name=request.short_name), "renamed"
        case Move():
            return replace(agency, parent_code=request.parent_code), "moved"
        case Closure():
            return replace(agency, valid_until=last_day_before(request.day)), "closed"


def _changed(
    situation: Situation, before: AgencyRevision, after: Agency, change: ChangeKind, day: date
) -> Iterator[AgencyChange]:
    if before.agency != after:
        since = situation.since(after.code, day)
        yield AgencyChange(before=before, after=after, change=change, since=since)


def _merged(request: Merger, situation: Situation) -> Iterator[AgencyChange]:
    day, code = request.day, request.agency_code
    present = situation.agencies.get(code)
    base = request.wanted if present is None or present.agency.never_began else present.agency
    if base is None:
        raise ValueError("a new agency has no state")
    successor = replace(base, predecessor_codes=_joined(base.predecessor_codes, request.from_codes))
    if base is request.wanted:
        zones = {situation.agencies[each].agency.time_zone for each in request.from_codes}
        successor = replace(successor, time_zone=zones.pop() if len(zones) == 1 else None)
        yield AgencyChange(before=present, after=successor, change="created", since=day)
    elif present is not None:
        yield from _changed(situation, present, successor, "changed", day)
    for each in request.from_codes:
        yield from _ended(situation, each, (code,), "merged", day)
    yield from _moved_units(situation, dict.fromkeys(request.from_codes, code), code, day)


def _split(request: Split, situation: Situation) -> Iterator[AgencyChange]:
    day, present = request.day, situation.agencies[request.agency_code]
    codes = tuple(part.wanted.code for part in request.parts)
    for part in request.parts:
        known = situation.agencies.get(part.wanted.code)
        if known is None or known.agency.never_began:
            after = replace(
                part.wanted,
                predecessor_codes=(request.agency_code,),
                time_zone=present.agency.time_zone,
            )
            yield AgencyChange(before=known, after=after, change="created", since=day)
    if request.goes_on:
        joined = _joined(present.agency.successor_codes, codes)
        after = replace(present.agency, successor_codes=joined)
        yield from _changed(situation, present, after, "changed", day)
    else:
        yield from _ended(situation, request.agency_code, codes, "split", day)
    homes = {unit: part.wanted.code for part in request.parts for unit in part.unit_codes}
    for unit in situation.units:
        home = homes.get(unit.agency.code)
        if home is not None:
            after = replace(unit.agency, parent_code=home)
            yield from _changed(situation, unit, after, "moved", day)


def _ended(
    situation: Situation, code: str, successors: tuple[str, ...], change: ChangeKind, day: date
) -> Iterator[AgencyChange]:
    present = situation.agencies[code]
    after = replace(
        present.agency,
        valid_until=last_day_before(day),
        successor_codes=_joined(present.agency.successor_codes, successors),
    )
    yield from _changed(situation, present, after, change, day)


def _moved_units(
    situation: Situation, homes: Mapping[str, str], successor: str, day: date
) -> Iterator[AgencyChange]:
    """Yield the units that come below the successor; those that ended before stay where they were.

    The successor itself may have stood below one that ends: it is no unit of its own.
    """
    for unit in situation.units:
        home = homes.get(unit.agency.parent_code or "")
        if home is None or unit.agency.code == successor or not lives_on(unit.agency, day):
            continue
        if unit.agency.code not in homes:
            after = replace(unit.agency, parent_code=home)
            yield from _changed(situation, unit, after, "moved", day)


def _joined(known: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _kept_assessments(
    changes: Sequence[AgencyChange], situation: Situation, day: date
) -> Iterator[AssessmentChange]:
    by_code = {change.after.code: change for change in changes}
    for assessment in situation.assessments:
        change = by_code.get(assessment.agency_code)
        if change is None:
            continue
        campaign = situation.campaigns[assessment.campaign_code]
        is_past = campaign.campaign.period.state_on(day) == "ended"
        ends = change.ends and not is_past
        answered_by = change.after.parent_code if change.ends else assessment.agency_code
        yield AssessmentChange(
            effect="ends" if ends else "stays",
            agency_code=assessment.agency_code,
            campaign=campaign,
            assessment=assessment,
            answered_by=None if ends else answered_by,
            cause=CAUSES[change.change] if ends else None,
        )


def _new_assessments(
    changes: Sequence[AgencyChange], situation: Situation, day: date
) -> Iterator[AssessmentChange]:
    """Yield in which campaigns the successors take part: once in an edition and period."""
    taken = {*situation.taken}
    for change in changes:
        new = _new_predecessors(change)
        if not new or not change.after.is_assessed:
            continue
        for campaign in _campaigns_of(new, situation):
            about, code = campaign.campaign, change.after.code
            key = (code, about.edition_code, about.period.code)
            has_ended = about.period.state_on(day) == "ended"
            if has_ended or key in taken or not change.after.exists_in(about.period):
                continue
            taken.add(key)
            earlier = situation.withdrawn.get(key)
            yield AssessmentChange(
                effect="begins",
                agency_code=code,
                campaign=situation.campaigns[earlier.campaign_code] if earlier else campaign,
                assessment=earlier,
                answered_by=code,
            )


def _new_predecessors(change: AgencyChange) -> frozenset[str]:
    before = () if change.before is None else change.before.agency.predecessor_codes
    return frozenset(change.after.predecessor_codes) - frozenset(before)


def _campaigns_of(codes: frozenset[str], situation: Situation) -> list[KeptCampaign]:
    """Return the campaigns in which agencies take part, the one opened first at first."""
    found = {
        each.campaign_code: situation.campaigns[each.campaign_code]
        for each in situation.assessments
        if each.agency_code in codes
    }
    return sorted(found.values(), key=lambda each: (each.opened_at, each.campaign.code))
