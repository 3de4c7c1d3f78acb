"""People who take part in evaluations. Events and records of decisions name their subjects only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person: `subject` is that of their tokens, `agency_code` where they work.

    `valid_from` and `valid_until` are their first and last day there.
    """

    subject: str
    agency_code: str
    name: str
    position: str | None
    valid_from: date
    valid_until: date | None

    def moved_to(self, agency_code: str, day: date) -> "Person":
        """Return them as they are from a day on, in another agency."""
        return replace(self, agency_code=agency_code, valid_from=max(day, self.valid_from))

    def ending_on(self, last_day: date) -> "Person":
        """Return them with a last day; who was to begin after it begins and ends on it."""
        return replace(self, valid_from=min(self.valid_from, last_day), valid_until=last_day)

    def is_placed_like(self, other: "Person") -> bool:
        """Say whether they work at the same agency for the same time."""
        return (self.agency_code, self.valid_from, self.valid_until) == (
            other.agency_code,
            other.valid_from,
            other.valid_until,
        )

    def is_there_on(self, day: date) -> bool:
        """Say whether the person holds the position on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Office(NamedTuple):
    """Where a person works; not `is_held`: worked, or will work, for they are not in office."""

    place: str
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRevision:
    """A person as they are kept: their state, the number of its changes, and the last of them."""

    person: Person
    revision: int
    changed_at: datetime


def check_place(person: Person, agency: Agency) -> Iterator[Refusal]:
    """Yield why a person cannot work at an agency in their time: it has to be there all along."""
    code, first, last = agency.code, agency.valid_from, agency.valid_until
    if agency.never_began:
        yield Refusal(
            "/agency_code",
            Text(
                f"{code} tidak jadi dibentuk: pilih instansi lain",
                f"{code} was never formed: choose another agency",
            ),
        )
        return
    if person.valid_from < first:
        yield Refusal(
            "/valid_from",
            Text(
                f"{code} baru ada sejak {first}: tidak boleh sebelum hari itu",
                f"{code} exists from {first} on: must not be before that day",
            ),
        )
    if last is not None and (person.valid_until is None or person.valid_until > last):
        yield Refusal(
            "/valid_until",
            Text(
                f"{code} berakhir pada {last}: isi paling lambat hari itu, atau pilih penerusnya",
                f"{code} ends on {last}: must not be later, or choose its successor",
            ),
        )


def check_person(person: Person) -> Iterator[Refusal]:
    """Yield what is wrong with a person."""
    if person.valid_until is not None and person.valid_until < person.valid_from:
        yield Refusal(
            "/valid_until", Text("tidak boleh sebelum valid_from", "must not be before valid_from")
        )
