"""All facts of a source: which function observes which system, for its agencies and years."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from integration.facts.domain import accountability, budgeting, planning
from integration.facts.domain.fact import AgencyRecords, Observation, Observer
from integration.records.domain.record import Record
from integration.sources.domain.source import Source, System

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
) -> Iterator[Observation]:
    """Yield every fact of the given agencies, for every year of the source.

    `records` are those of these agencies and of the whole region (without an agency).
    """
    regional, by_agency = _grouped(records)
    observer = OBSERVERS[source.system]
    for agency_code in sorted(agency_codes):
        own = by_agency.get(agency_code, {})
        held = AgencyRecords(agency_code, {**regional, **own}, opened)
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
