"""All facts of a source: which function observes which system, for its agencies and years."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from integration.facts.domain import accountability, budgeting, planning
from integration.facts.domain.fact import AgencyRecords, Observation, Observer, readable_of
from integration.facts.domain.owners import Owners
from integration.facts.domain.resting import answerable, of_part
from integration.facts.domain.rows import Doubt, DoubtCode, reason_of
from integration.records.domain import kinds
from integration.records.domain.days import NO_DAY_AHEAD, Today, has_begun, is_ahead, without
from integration.records.domain.record import Record
from integration.records.domain.seasons import out_of_season
from integration.records.domain.unreadable import UnreadableRow
from integration.sources.domain.keys import known_keys
from integration.sources.domain.source import Source, System
from rules.exact import fraction

OBSERVERS: Final[Mapping[System, Observer]] = {
    "e-planning": planning.observe,
    "e-program": budgeting.observe,
    "e-sakip": accountability.observe,
}


def observer_of(source: Source) -> Observer:
    """Return what observes a source: no fact that rests on listings which it does not have."""
    whole, facts = OBSERVERS[source.holds], facts_told_by(source)
    if facts is None:
        return whole
    return lambda records, year: of_part(iter(whole(records, year)), facts, source.units)


def facts_told_by(source: Source) -> frozenset[str] | None:
    """Return the facts of which a source can tell, None: all of its system."""
    held = kinds.kinds_of(source.holds, known_keys(source))
    if held == frozenset(kinds.OF_LISTINGS[source.holds].values()):
        return None
    return answerable(OBSERVERS[source.holds], held)


def observe(
    source: Source,
    agency_codes: Iterable[str],
    *,
    records: Iterable[Record],
    opened: frozenset[str],
    unreadable: Iterable[UnreadableRow] = (),
    today: Today = NO_DAY_AHEAD,
    begun_on: Mapping[str, date] | None = None,
) -> Iterator[Observation]:
    """Yield every fact of the given agencies, for every year of the source.

    `records` are those of these agencies and of the whole region (without an agency); what rests
    on `unreadable` rows is unknown, and so is what a day that lies behind `today` would change.
    `begun_on` are the first days of agencies.
    """
    held_records = tuple(records)
    opened = frozenset(period for period in opened if has_begun(period, today))
    regional, by_agency = _grouped(held_records)
    doubts = doubts_by_agency(unreadable, held_records, source.units)
    observer, cap = observer_of(source), source.options.achievement_cap
    zone = ZoneInfo(source.options.timezone)
    for agency_code in sorted(agency_codes):
        own = by_agency.get(agency_code, {})
        mine = _by_kind([*doubts.get(None, ()), *doubts.get(agency_code, ())])
        held = AgencyRecords(
            agency_code,
            {**regional, **own},
            opened,
            mine,
            source.options.cumulative_columns,
            fraction(source.options.budget_multiple),
            (begun_on or {}).get(agency_code),
            fraction(source.options.achievement_multiple),
            None if cap is None else fraction(cap),
        )
        for year in source.years:
            yield from _as_of(observer, held, year, _Days(today, zone))


def doubts_by_agency(
    unreadable: Iterable[UnreadableRow], records: Sequence[Record], units: Mapping[str, str]
) -> Mapping[str | None, Sequence[Doubt]]:
    """Return the doubts by agency, with None those of the whole region.

    A row that does not say whose it is belongs to the agency of its last good version. Where there
    is none, what else it says may name somebody. If that does not either, it concerns nobody, or
    everybody if something stands in the place of its unit.
    """
    last_good = {record.key: record for record in records}
    owners = Owners(records, units)
    found: dict[str | None, list[Doubt]] = defaultdict(list)
    for row in unreadable:
        held = None if row.record_id is None else last_good.get((row.kind, row.record_id))
        contents = (row.content,) if held is None else (row.content, held.content)
        code: DoubtCode = "unreadable_rows" if row.column is None else "missing_column"
        named = row.column or row.record_id or "?"
        doubt = Doubt(code, row.kind, (named,), contents)
        for whose in _concerned(row, held, owners):
            found[whose].append(doubt)
    return found


@dataclass(frozen=True, slots=True)
class _Days:
    """Tells records of a day that has not come, or that does not belong to their year."""

    today: Today
    zone: tzinfo

    def doubt(self, row: Record) -> DoubtCode | None:
        if is_ahead(row, self.today):
            return "days_ahead"
        return "other_year" if out_of_season(row, self.zone) else None

    def are_wrong(self, row: Record) -> bool:
        return self.doubt(row) is not None


def _as_of(
    observer: Observer, held: AgencyRecords, year: int, days: _Days
) -> Iterator[Observation]:
    """Yield the facts of a year as they are today, although records tell of days that are wrong.

    A fact is known if it is the same with what has not come, or is of another year, and without.
    Otherwise it is unknown: the day may be wrong, and what happened may have happened.
    """
    ahead = [row for rows in held.by_kind.values() for row in rows if days.are_wrong(row)]
    if not ahead:
        yield from observer(held, year)
        return
    later = {item.key: item for item in observer(held, year)}
    now = {kind: without(rows, days.are_wrong) for kind, rows in held.by_kind.items()}
    for item in observer(replace(held, by_kind=now), year):
        other = later[item.key]
        if (item.status, item.value) == (other.status, other.value):
            yield other
        elif item.doubt is not None:
            yield item
        else:
            named = {row.key for row in ahead} & {row.key for row in other.records}
            rows = [row for row in ahead if row.key in named or not named]
            doubt = reason_of(_wrong(rows, days), readable_of(item.value))
            yield replace(item, value=None, records=other.records, doubt=doubt)


def _wrong(rows: Iterable[Record], days: _Days) -> Iterator[Doubt]:
    for row in rows:
        code = days.doubt(row)
        if code is not None:
            yield Doubt(code, row.kind, (row.record_id,), (row.content,))


def _grouped(
    records: Iterable[Record],
) -> tuple[Mapping[str, Sequence[Record]], Mapping[str, Mapping[str, Sequence[Record]]]]:
    regional: dict[str, list[Record]] = defaultdict(list)
    by_agency: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.agency_code is None:
            regional[record.kind].append(record)
        else:
            by_agency[record.agency_code][record.kind].append(record)
    return regional, by_agency


def _concerned(row: UnreadableRow, held: Record | None, owners: Owners) -> Collection[str | None]:
    if row.regional:
        return {None}
    codes = {row.agency_code, None if held is None else held.agency_code} - {None}
    if codes or row.whose == "stated":
        return codes
    return owners.of(row) or ({None} if row.whose == "unreadable" else ())


def _by_kind(doubts: Iterable[Doubt]) -> Mapping[str, Sequence[Doubt]]:
    by_kind: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_kind[doubt.kind].append(doubt)
    return by_kind
