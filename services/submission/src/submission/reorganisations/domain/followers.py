"""What follows an agency that ends: the assignments of its unit, and its people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from submission.agencies.domain import Agency
from submission.assignments.domain import Assignment
from submission.people.domain import Person, PersonRevision


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentChange:
    """What becomes of an assignment whose unit ends; `unit_code`: who answers from the day on.

    None: it is left to the unit that ended, until the coordinator assigns anew.
    """

    assignment: Assignment
    unit_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """A person before and after; `moves`: to the only successor, or else their time ends.

    `returns`: the reorganisation was taken back, and they are again as before.
    """

    before: PersonRevision
    after: Person
    moves: bool = False
    returns: bool = False


def assignments_of(
    ended: Mapping[str, Agency], assignments: Sequence[Assignment]
) -> Iterator[AssignmentChange]:
    """Yield what becomes of the assignments of agencies that end."""
    for each in assignments:
        unit = ended.get(each.unit_code or "")
        if unit is not None:
            yield AssignmentChange(assignment=each, unit_code=unit.heir_code)


def people_of(
    ended: Mapping[str, Agency], people: Sequence[PersonRevision], day: date
) -> Iterator[PersonChange]:
    """Yield what becomes of the people of agencies that end the day before."""
    for each in people:
        agency = ended.get(each.person.agency_code)
        if agency is None:
            continue
        heir = agency.heir_code
        if heir is None:
            after = each.person.ending_on(last_day_before(day))
        else:
            after = each.person.moved_to(heir, day)
        yield PersonChange(before=each, after=after, moves=heir is not None)


def last_day_before(day: date) -> date:
    """Return the last day of what ends when something else begins."""
    return day - timedelta(days=1)
