"""Agencies: the tree of those who are assessed, with dates of validity."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from rules.lives import Life
from rules.period import Period
from rules.refusal import Refusal
from rules.text import Text
from rules.tree import upwards

AgencyKind = Literal["ministry", "province", "regency", "city", "agency", "unit"]
# WIB, WITA and WIT.
TimeZone = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
# What made a state of an agency; `entered` is the state that it had when states began to be kept.
ChangeKind = Literal[
    "entered",
    "created",
    "changed",
    "imported",
    "renamed",
    "moved",
    "merged",
    "split",
    "closed",
    "withdrawn",
]
# What reorganisations that are recorded with their day are called.
CHANGE_NAMES: Final[Mapping[ChangeKind, Text]] = {
    "renamed": Text("penggantian nama", "renaming"),
    "moved": Text("pemindahan", "move"),
    "merged": Text("penggabungan", "merger"),
    "split": Text("pemecahan", "split"),
    "closed": Text("penutupan", "closure"),
}


class _Kind(NamedTuple):
    """What a kind is called, and below which kinds it may stand directly."""

    name: Text
    below: tuple[AgencyKind, ...]
    may_be_root: bool = False


# Of an agency of which no line upwards names a zone: that of the capital.
_USUAL_ZONE: Final[TimeZone] = "Asia/Jakarta"
REGIONS: Final[tuple[AgencyKind, ...]] = ("ministry", "province", "regency", "city")
_KINDS: Final[Mapping[AgencyKind, _Kind]] = {
    "ministry": _Kind(Text("kementerian", "a ministry"), (), may_be_root=True),
    "province": _Kind(Text("provinsi", "a province"), ("ministry",), may_be_root=True),
    "regency": _Kind(Text("kabupaten", "a regency"), ("ministry", "province"), may_be_root=True),
    "city": _Kind(Text("kota", "a city"), ("ministry", "province"), may_be_root=True),
    "agency": _Kind(Text("perangkat daerah", "an agency"), (*REGIONS, "agency")),
    "unit": _Kind(Text("unit", "a unit"), (*REGIONS, "agency", "unit")),
}


# Where a code stands in addresses, these are words of their own.
_WORDS: Final = frozenset({"imports"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """The state of an agency. `valid_from` and `valid_until` are its first and last day.

    Predecessors ended when it began, successors began when it ended. What is not assessed, as the
    row of a head of region or of a total, takes part in no campaign and in no condition over a
    subtree. Without a `time_zone` it has that of the nearest above it. One whose making was taken
    back before its day has a last day before its first one.
    """

    code: str
    name: str
    short_name: str | None
    kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    is_assessed: bool = True
    time_zone: TimeZone | None = None
    predecessor_codes: tuple[str, ...] = ()
    successor_codes: tuple[str, ...] = ()

    def exists_on(self, day: date) -> bool:
        """Say whether the agency exists on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def lasts_like(self, other: "Agency") -> bool:
        """Say whether the agency does not end before another one, or that one never began."""
        if other.never_began or self.valid_until is None:
            return True
        return other.valid_until is not None and other.valid_until <= self.valid_until

    @property
    def life(self) -> Life:
        """Return the days on which it exists."""
        return Life(self.valid_from, self.valid_until)

    @property
    def never_began(self) -> bool:
        """Say whether the reorganisation that was to make it was taken back before its day."""
        return self.life.never_began

    @property
    def heir_code(self) -> str | None:
        """Return its only successor; None: there is none, or several."""
        return self.successor_codes[0] if len(self.successor_codes) == 1 else None

    def has_ended_by(self, day: date) -> bool:
        """Say whether its last day lies before a day."""
        return self.life.has_ended_by(day)

    def exists_in(self, period: Period) -> bool:
        """Say whether the agency exists on at least one day of the period."""
        return self.life.is_there_in(period)

    def takes_part_in(self, period: Period, today: date) -> bool:
        """Say whether a campaign of the period that is opened today assesses the agency.

        What has ended by then, or of a past period by its end, is left to its successors.
        """
        last = min(today, period.last_day)
        has_ended = self.valid_until is not None and self.valid_until < last
        return self.exists_in(period) and not has_ended


@dataclass(frozen=True, slots=True)
class UnitChain:
    """A unit and all above it, in their order.

    `heirs`: units that ended with one successor, each with the unit that stands for it today. They
    are those of the chain, and those that somebody in it stands for.
    """

    codes: Sequence[str]
    heirs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRevision:
    """An agency as it is kept: its state, the number of its changes, and the last of them."""

    agency: Agency
    revision: int
    changed_at: datetime


def zone_of(code: str, agencies: Mapping[str, Agency]) -> TimeZone:
    """Return the zone of an agency: its own, or that of the nearest above it that has one.

    `agencies`: it and all above it.
    """

    def parent_of(each: str) -> str | None:
        return agencies[each].parent_code if each in agencies else None

    for each in upwards(code, parent_of):
        agency = agencies.get(each)
        if agency is not None and agency.time_zone is not None:
            return agency.time_zone
    return _USUAL_ZONE


def today_in(zone: TimeZone, now: datetime) -> date:
    """Return the local day of an instant."""
    return now.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyState:
    """A state that an agency had, or has, from the day `since` on; `note`: why, as its decree."""

    kept: AgencyRevision
    since: date
    change: ChangeKind
    note: str | None
    changed_by: str


def fault_of_code(code: str) -> Text | None:
    """Return why an agency cannot have a code."""
    if code not in _WORDS:
        return None
    return Text(f"{code} adalah bagian dari alamat", f"{code} is a word of addresses")


def state_on(states: Sequence[AgencyState], day: date) -> AgencyRevision | None:
    """Return an agency as it was on a day; None if it did not exist.

    `states` are all of the agency, the oldest first. Its first and last day, its predecessors and
    its successors are those that the newest state tells: they are no matter of a day.
    """
    if not states or not states[-1].kept.agency.exists_on(day):
        return None
    known = [state for state in states if state.since <= day]
    then, newest = (known or states[:1])[-1].kept, states[-1].kept.agency
    agency = replace(
        then.agency,
        valid_from=newest.valid_from,
        valid_until=newest.valid_until,
        predecessor_codes=newest.predecessor_codes,
        successor_codes=newest.successor_codes,
    )
    return replace(then, agency=agency)


def check_end(before: Agency, after: Agency) -> Refusal | None:
    """Return what is wrong with another last day: an agency ends by a reorganisation only.

    Its assessments, assignments and people follow the rules of that.
    """
    if before.valid_until == after.valid_until:
        return None
    told = (
        Text(
            "instansi hanya berakhir melalui reorganisasi (POST …/closure, …/merger, …/split);"
            " lihat pratinjaunya dahulu dengan preview=true",
            "an agency ends by a reorganisation only (POST …/closure, …/merger, …/split); look at"
            " its preview first, by preview=true",
        )
        if before.valid_until is None
        else Text(
            f"instansi ini berakhir pada {before.valid_until}; selama hari itu belum tiba,"
            " reorganisasi yang mengakhirinya dapat dibatalkan (POST …/withdrawal)",
            f"this agency ends on {before.valid_until}; until that day comes, the reorganisation"
            " that ends it can be taken back (POST …/withdrawal)",
        )
    )
    return Refusal("/valid_until", told)


def check_agency(
    agency: Agency,
    parent: Agency | None,
    *,
    line: Sequence[str],
    children: Collection[AgencyKind] = (),
) -> Iterator[Refusal]:
    """Yield what is wrong with an agency.

    `line` is its parent and all above the parent, `children` the kinds directly below the agency.
    """
    if agency.valid_until is not None and agency.valid_until < agency.valid_from:
        yield Refusal(
            "/valid_until", Text("tidak boleh sebelum valid_from", "must not be before valid_from")
        )
    kind = _KINDS[agency.kind]
    for child in (_KINDS[each] for each in children if agency.kind not in _KINDS[each].below):
        yield Refusal("/agency_kind", _cannot_be_below(child.name, kind.name))
    if agency.parent_code is None:
        if not kind.may_be_root:
            yield Refusal(
                "/parent_code",
                Text(f"wajib bagi {kind.name.id}", f"is required for {kind.name.en}"),
            )
        return
    yield from _check_parent(agency, parent, line)


def _check_parent(agency: Agency, parent: Agency | None, line: Sequence[str]) -> Iterator[Refusal]:
    kind = _KINDS[agency.kind]
    if parent is None:
        yield Refusal(
            "/parent_code",
            Text(
                f"instansi {agency.parent_code} tidak ada",
                f"there is no agency {agency.parent_code}",
            ),
        )
    elif agency.code in line:
        yield Refusal(
            "/parent_code",
            Text(
                f"{agency.parent_code} berada di bawah {agency.code}, sehingga susunannya akan"
                " melingkar",
                f"{agency.parent_code} is below {agency.code}; the tree would become a circle",
            ),
        )
    elif parent.kind not in kind.below:
        yield Refusal("/parent_code", _cannot_be_below(kind.name, _KINDS[parent.kind].name))


def _cannot_be_below(name: Text, parent: Text) -> Text:
    return Text(
        f"{name.id} tidak dapat berada langsung di bawah {parent.id}",
        f"{name.en} cannot be directly below {parent.en}",
    )
