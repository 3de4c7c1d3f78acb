"""What follows when a reorganisation is taken back before its day, and what hinders it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import CHANGE_NAMES, Agency, AgencyRevision, AgencyState
from submission.assignments.domain import Assignment
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import KeptCampaign
from submission.people.domain import Person, PersonRevision
from submission.reorganisations.domain.declared import Old, end_of, linked_by, made_by
from submission.reorganisations.domain.followers import (
    AssignmentChange,
    PersonChange,
    last_day_before,
    people_of,
)
from submission.reorganisations.domain.request import Withdrawal
from submission.reorganisations.domain.situation import (
    CAUSES,
    AgencyChange,
    AssessmentChange,
    Plan,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands of a declaration, all of it locked.

    `successors`: all states of each agency that takes over; `units`: what is directly below these;
    `parents`: those above the old agencies; `people`: who followed, as they are and as they were;
    `others`: who else works in a successor on the day or later.
    """

    olds: Sequence[Old]
    successors: Mapping[str, Sequence[AgencyState]]
    units: Sequence[AgencyRevision]
    parents: Mapping[str, Agency]
    assessments: Sequence[Assessment]
    campaigns: Mapping[str, KeptCampaign]
    assignments: Sequence[Assignment]
    people: Sequence[tuple[PersonRevision, Person]]
    others: Sequence[PersonRevision]

    @property
    def old_codes(self) -> frozenset[str]:
        """Return the codes of the old agencies."""
        return frozenset(old.present.agency.code for old in self.olds)

    @property
    def new_codes(self) -> frozenset[str]:
        """Return the codes of the successors that were to begin by this."""
        return frozenset(
            code for code, states in self.successors.items() if made_by(states, self.old_codes)
        )


def check_undone(olds: Sequence[Old]) -> Iterator[Refusal]:
    """Yield which old agencies end earlier by another reorganisation since."""
    for old in olds:
        if old.undone_by is not None and not old.is_withdrawn:
            yield _first_take_back(old.undone_by)


def check_withdrawal(standing: Standing) -> Iterator[Refusal]:
    """Yield what rests on what is to be taken back: that is taken back or moved first."""
    for old in standing.olds:
        yield from _check_above(old.restored(), standing)
    for code, states in standing.successors.items():
        if (end := end_of(states)) is not None:
            yield _first_take_back(end)
        if code in standing.new_codes:
            yield from _check_new(states[-1].kept.agency, standing)


def _check_above(restored: Agency, standing: Standing) -> Iterator[Refusal]:
    """The old agency lives on, so the one above it must do so too."""
    parent = standing.parents.get(restored.parent_code or "")
    if parent is None or parent.lasts_like(restored):
        return
    yield _rests(
        Text(
            f"{parent.code}, instansi di atas {restored.code}, berakhir pada"
            f" {parent.valid_until}: batalkan itu dahulu, atau pindahkan {restored.code}",
            f"{parent.code}, above {restored.code}, ends on {parent.valid_until}: take that back"
            f" first, or move {restored.code}",
        )
    )


def _check_new(agency: Agency, standing: Standing) -> Iterator[Refusal]:
    """What never begins has nothing below it, nobody in it, and no other agency to follow."""
    code = agency.code
    for other in agency.predecessor_codes:
        if other not in standing.old_codes:
            yield _rests(
                Text(
                    f"{code} juga mengambil alih {other}: batalkan reorganisasi itu dahulu",
                    f"{code} takes over from {other} too: take that reorganisation back first",
                )
            )
    for other in agency.successor_codes:
        yield _rests(
            Text(
                f"{code} dilanjutkan oleh {other}: batalkan reorganisasi itu dahulu",
                f"{other} takes over from {code}: take that reorganisation back first",
            )
        )
    for unit in standing.units:
        below = unit.agency
        if below.parent_code == code and not below.never_began:
            yield _rests(
                Text(
                    f"{below.code} berada di bawah {code}: pindahkan lebih dulu",
                    f"{below.code} is below {code}: move it first",
                )
            )
    returning = {now.person.subject for now, _ in standing.people}
    for each in standing.others:
        person = each.person
        if person.agency_code == code and person.subject not in returning:
            yield _rests(
                Text(
                    f"{person.subject} tercatat bekerja pada {code}: ubah catatan itu lebih dulu",
                    f"{person.subject} is recorded as working in {code}: change that first",
                )
            )


def _first_take_back(end: AgencyState) -> Refusal:
    agency, name = end.kept.agency, CHANGE_NAMES[end.change]
    return _rests(
        Text(
            f"{agency.code} berakhir pada {agency.valid_until} karena {name.id}: batalkan itu"
            " dahulu",
            f"{agency.code} ends on {agency.valid_until} by a {name.en}: take that back first",
        )
    )


def _rests(told: Text) -> Refusal:
    return Refusal("/effective_on", told)


def plan_of_withdrawal(request: Withdrawal, standing: Standing, *, today: date) -> Plan:
    """Return what follows when what stands of a declaration is taken back today."""
    new = standing.new_codes
    return Plan(
        agencies=[*_agencies_of(standing, today)],
        assessments=[*_resumed(request, standing), *_ended(standing)],
        assignments=[
            AssignmentChange(assignment=each, unit_code=None)
            for each in standing.assignments
            if each.unit_code in new
        ],
        people=[*_people_of(request, standing)],
    )


def _agencies_of(standing: Standing, today: date) -> Iterator[AgencyChange]:
    after = {old.present.agency.code: (old.present, old.restored()) for old in standing.olds}
    for code, states in standing.successors.items():
        present = states[-1].kept
        agency = replace(
            present.agency,
            predecessor_codes=tuple(
                each for each in present.agency.predecessor_codes if each not in standing.old_codes
            ),
        )
        if code in standing.new_codes:
            agency = replace(agency, valid_until=last_day_before(agency.valid_from))
        after[code] = (present, agency)
    for before, agency in after.values():
        yield AgencyChange(before=before, after=agency, change="withdrawn", since=today)


def _resumed(request: Withdrawal, standing: Standing) -> Iterator[AssessmentChange]:
    """Yield the assessments that were to end with their agencies."""
    causes = {old.present.agency.code: CAUSES.get(old.made.change) for old in standing.olds}
    for each in standing.assessments:
        cause = causes.get(each.agency_code)
        if cause is not None and (each.ended_on, each.end_cause) == (request.day, cause):
            yield AssessmentChange(
                effect="resumes",
                agency_code=each.agency_code,
                campaign=standing.campaigns[each.campaign_code],
                assessment=each,
                answered_by=each.agency_code,
            )


def _ended(standing: Standing) -> Iterator[AssessmentChange]:
    """Yield the assessments that were opened for successors, because they would take over."""
    for each in standing.assessments:
        if each.ended_on is None and _began_by(each, standing):
            yield AssessmentChange(
                effect="ends",
                agency_code=each.agency_code,
                campaign=standing.campaigns[each.campaign_code],
                assessment=each,
                answered_by=None,
                cause="withdrawn",
            )


def _began_by(each: Assessment, standing: Standing) -> bool:
    """Say whether an assessment was opened for what is taken back.

    A successor that goes on entered a campaign by it if the campaign was open when it was declared,
    and no other agency that it took over from takes part there.
    """
    code = each.agency_code
    if code not in standing.successors or code in standing.new_codes:
        return code in standing.new_codes
    states = standing.successors[code]
    declared_at = linked_by(states, standing.old_codes).kept.changed_at
    opened_at = standing.campaigns[each.campaign_code].opened_at
    if opened_at is None or opened_at > declared_at or each.opened_at < declared_at:
        return False
    others = {*states[-1].kept.agency.predecessor_codes} - standing.old_codes
    part = {
        one.agency_code for one in standing.assessments if one.campaign_code == each.campaign_code
    }
    return not part.isdisjoint(standing.old_codes) and part.isdisjoint(others)


def _people_of(request: Withdrawal, standing: Standing) -> Iterator[PersonChange]:
    """Yield who is again as before; who was put elsewhere since stays there."""
    made = {old.present.agency.code: old.made.kept.agency for old in standing.olds}
    for now, then in standing.people:
        (declared,) = people_of(made, [replace(now, person=then)], request.day)
        person, after = now.person, declared.after
        if person.agency_code != after.agency_code:
            continue
        restored = replace(person, agency_code=then.agency_code)
        if person.valid_from == after.valid_from:
            restored = replace(restored, valid_from=then.valid_from)
        if person.valid_until == after.valid_until:
            restored = replace(restored, valid_until=then.valid_until)
        if restored != person:
            yield PersonChange(before=now, after=restored, returns=True)
