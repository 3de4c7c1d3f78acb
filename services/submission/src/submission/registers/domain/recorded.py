"""What is recorded of an agency with a day, and first days of it that would contradict that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from rules.period import parse_period
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import CHANGE_NAMES, Agency, AgencyState, ChangeKind
from submission.people.domain import Person

_ENDS: Final[frozenset[ChangeKind]] = frozenset({"merged", "split", "closed"})
_HAVE_A_DAY: Final[frozenset[ChangeKind]] = frozenset({"renamed", "moved"})
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is kept of some agencies, each by its code.

    `states`: all of them and of their predecessors, their successors and what stands or stood below
    them, the oldest first; `people`: who works there; `periods`: of the campaigns in which they
    take or took part, with their codes.
    """

    states: Mapping[str, Sequence[AgencyState]] = field(default_factory=dict)
    people: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    periods: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def of(self, code: str) -> Sequence[AgencyState]:
        """Return all states of an agency."""
        return self.states.get(code, ())

    def present(self, code: str) -> Agency | None:
        """Return an agency as it is now."""
        states = self.of(code)
        return states[-1].kept.agency if states else None


def check_recorded(agency: Agency, before: Agency, recorded: Recorded) -> Iterator[Refusal]:
    """Yield what is recorded that another first day of an agency would contradict."""
    if before.never_began:
        yield Refusal("/valid_from", _never_formed(agency.code))
        return
    if agency.valid_from == before.valid_from:
        return
    made = _made_by(before, recorded)
    if made is not None:
        if agency.valid_from != made.kept.agency.valid_from:
            yield _first_day(_formed(made))
        return
    told = [
        *_taken_over(before, agency.valid_from, recorded),
        *_given_off(before, agency.valid_from, recorded),
    ]
    if agency.valid_from > before.valid_from:
        told += [
            *_ended(before, agency.valid_from, recorded),
            *_changed(before, agency.valid_from, recorded),
            *_taken_part(before, agency.valid_from, recorded),
            *_worked(before, agency.valid_from, recorded),
        ]
    yield from map(_first_day, told)


def _first_day(told: Text) -> Refusal:
    return Refusal("/valid_from", told)


def _made_by(agency: Agency, recorded: Recorded) -> AgencyState | None:
    """Return the state by which a merger or a split made the agency, if one did that."""
    made = [state for state in recorded.of(agency.code) if state.change == "created"]
    if not made:
        return None
    codes = {*made[-1].kept.agency.predecessor_codes}
    return None if codes.isdisjoint(agency.predecessor_codes) else made[-1]


def _formed(made: AgencyState) -> Text:
    agency = made.kept.agency
    old, day = ", ".join(agency.predecessor_codes), agency.valid_from
    return Text(
        f"{agency.code} dibentuk dari {old} oleh reorganisasi mulai {day}; hari pertamanya tetap"
        f" hari itu. {_TAKE_BACK.id}",
        f"{agency.code} was formed from {old} by a reorganisation from {day} on, which stays its"
        f" first day. {_TAKE_BACK.en}",
    )


_TAKE_BACK: Final = Text(
    "Selama hari itu belum tiba, reorganisasinya dapat dibatalkan (POST …/withdrawal)",
    "Until that day comes, the reorganisation can be taken back (POST …/withdrawal)",
)


def _taken_over(agency: Agency, first: date, recorded: Recorded) -> Iterator[Text]:
    """Yield the takeovers of an agency that was there already."""
    for code in agency.predecessor_codes:
        states = recorded.of(code)
        last = states[-1].kept.agency.valid_until if states else None
        if last is not None and first > last:
            day = last + _ONE_DAY
            yield Text(
                f"{agency.code} mengambil alih {code} mulai {day} (penggabungan), jadi harus sudah"
                f" ada sebelum hari itu. {_TAKE_BACK.id}",
                f"{agency.code} takes over from {code} from {day} on (a merger), so it must be"
                f" there before that day. {_TAKE_BACK.en}",
            )


def _given_off(agency: Agency, first: date, recorded: Recorded) -> Iterator[Text]:
    """Yield the parts that were split off from an agency that went on."""
    for code in agency.successor_codes:
        states = recorded.of(code)
        if not states:
            continue
        made = _made_by(states[-1].kept.agency, recorded)
        if made is None or agency.code not in made.kept.agency.predecessor_codes:
            continue
        day = made.kept.agency.valid_from
        if agency.exists_on(day) and first > day:
            yield Text(
                f"{code} dipecah dari {agency.code} mulai {day}, jadi {agency.code} harus sudah ada"
                f" pada hari itu. {_TAKE_BACK.id}",
                f"{code} was split from {agency.code} on {day}, so {agency.code} must be there on"
                f" that day. {_TAKE_BACK.en}",
            )


def _ended(agency: Agency, first: date, recorded: Recorded) -> Iterator[Text]:
    last = agency.valid_until
    by = [
        state
        for state in recorded.of(agency.code)
        if state.change in _ENDS and state.kept.agency.valid_until == last
    ]
    if last is not None and by and first > last:
        name = CHANGE_NAMES[by[-1].change]
        yield Text(
            f"{agency.code} berakhir pada {last} karena {name.id}; hari pertamanya tidak boleh"
            f" sesudah itu. {_TAKE_BACK.id}",
            f"{agency.code} ends on {last} by a {name.en}; its first day must not be later."
            f" {_TAKE_BACK.en}",
        )


def _changed(agency: Agency, first: date, recorded: Recorded) -> Iterator[Text]:
    """Yield the first renaming or move on a day on which it would not be there."""
    states = recorded.of(agency.code)
    days = [
        state
        for earlier, state in pairwise(states)
        if state.change in _HAVE_A_DAY
        and agency.valid_from <= state.since < first
        # A root that came below another agency by an offer: no decree names the day.
        and earlier.kept.agency.parent_code is not None
    ]
    if days:
        name, day = CHANGE_NAMES[days[0].change], days[0].since
        yield Text(
            f"{agency.code} berubah mulai {day} ({name.id}), jadi harus sudah ada pada hari itu",
            f"{agency.code} changed on {day} (a {name.en}), so it must be there on that day",
        )


def _taken_part(agency: Agency, first: date, recorded: Recorded) -> Iterator[Text]:
    over = [
        (period, campaign)
        for campaign, period in recorded.periods.get(agency.code, ())
        if agency.valid_from <= parse_period(period).last_day < first
    ]
    if over:
        period, campaign = min(over)
        yield Text(
            f"{agency.code} mengikuti kegiatan {campaign} untuk {period}, jadi harus sudah ada pada"
            " periode itu",
            f"{agency.code} takes part in the campaign {campaign} of {period}, so it must be there"
            " in that period",
        )


def _worked(agency: Agency, first: date, recorded: Recorded) -> Iterator[Text]:
    before = [
        (person.valid_from, person.subject)
        for person in recorded.people.get(agency.code, ())
        if agency.valid_from <= person.valid_from < first
    ]
    if before:
        day, subject = min(before)
        yield Text(
            f"{subject} tercatat bekerja di {agency.code} sejak {day}: ubah catatan itu lebih dulu",
            f"{subject} is recorded as working in {agency.code} from {day} on: change that first",
        )


def _never_formed(code: str) -> Text:
    return Text(
        f"{code} tidak jadi dibentuk: hanya reorganisasi (POST …/merger atau …/split) yang dapat"
        " membentuknya lagi",
        f"{code} was never formed: only a reorganisation (POST …/merger or …/split) can form it"
        " again",
    )
