"""All facts of a source: which function observes which system, for its agencies and years."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from integration.facts.domain import accountability, budgeting, planning
from integration.facts.domain.fact import AgencyRecords, Observation, Observer
from integration.facts.domain.rows import Doubt
from integration.records.domain.record import Record
from integration.records.domain.unreadable import UnreadableRow
from integration.sources.domain.source import Source, System
from rules.exact import fraction

OBSERVERS: Final[Mapping[System, Observer]] = {
    "e-planning": planning.observe,
    "e-program": budgeting.observe,
    "e-sakip": accountability.observe,
}


def observe(
    source: Source,
    agency_codes: Iterable[str],
    *,
    records: Iterable[Record],
    opened: frozenset[str],
    unreadable: Iterable[UnreadableRow] = (),
    begun_on: Mapping[str, date] | None = None,
) -> Iterator[Observation]:
    """Yield every fact of the given agencies, for every year of the source.

    `records` are those of these agencies and of the whole region (without an agency); what rests
    on `unreadable` rows is unknown. `begun_on` are the first days of agencies.
    """
    held_records = tuple(records)
    regional, by_agency = _grouped(held_records)
    doubts = _doubts(unreadable, held_records)
    observer = OBSERVERS[source.system]
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
        )
        for year in source.years:
            yield from observer(held, year)


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


def _doubts(
    unreadable: Iterable[UnreadableRow], records: Iterable[Record]
) -> Mapping[str | None, Sequence[Doubt]]:
    """Return the doubts by agency, with None those of the whole region.

    A row that does not say whose it is belongs to the agency of its last good version. Where there
    is none, it concerns nobody that could be named.
    """
    last_good = {record.key: record for record in records}
    found: dict[str | None, list[Doubt]] = defaultdict(list)
    for row in unreadable:
        held = None if row.record_id is None else last_good.get((row.kind, row.record_id))
        contents = (row.content,) if held is None else (row.content, held.content)
        doubt = Doubt("unreadable_rows", row.kind, (row.record_id or "?",), contents)
        codes = {row.agency_code, None if held is None else held.agency_code}
        for code in {None} if row.regional else codes - {None}:
            found[code].append(doubt)
    return found


def _by_kind(doubts: Iterable[Doubt]) -> Mapping[str, Sequence[Doubt]]:
    by_kind: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_kind[doubt.kind].append(doubt)
    return by_kind
