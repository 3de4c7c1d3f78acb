"""Gather what all sources hold about agencies, for comparison."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from integration.facts.domain.fact import AgencyRecords, Reference
from integration.facts.domain.rows import Doubt
from integration.facts.store import comparison, doubts
from integration.facts.store.doubts import Doubts
from integration.reconciliation.domain.evidence import KINDS, Evidence, SaidFact, Told
from integration.reconciliation.domain.papers import FACTS
from integration.reconciliation.domain.targets import plain
from integration.reconciliation.store import reading
from integration.records.domain.record import Record
from integration.sources import store as sources
from integration.sources.domain.source import OWN_CODE, Source
from kit.database import Session
from rules.exact import fraction

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence of each agency and year, and the region of each."""

    evidence: Mapping[_Key, Evidence]
    regions: Mapping[_Key, str]


async def gather(session: Session, agency_codes: Collection[str]) -> Gathered:
    """Return the evidence of agencies, of every year that one of their sources is read for."""
    found = await sources.mapping(session, agency_codes)
    codes = [source.code for source in found]
    states = await sources.states(session, codes)
    held = await reading.records(session, codes, agency_codes, KINDS)
    known = await reading.known(session, codes, agency_codes)
    planned, budgeted = await reading.begun_years(session, codes)
    unread = await doubts.of_agencies(session, codes, agency_codes)
    told: dict[str, list[Told]] = {code: [] for code in agency_codes}
    for source in found:
        by_agency = _by_agency(held.get(source.code, ()))
        for code in source.agency_codes & told.keys():
            if (source.code, code) not in known or states[source.code].health == "unread":
                continue
            one = Told(
                source=source,
                is_up=states[source.code].health == "up",
                records=_records(source, code, by_agency, unread.get(source.code, {})),
                planned_years=planned.get(source.code, frozenset()),
                budgeted_years=budgeted.get(source.code, frozenset()),
            )
            told[code].append(one)
    return await _evidence(session, told, found)


async def _evidence(
    session: Session, told: Mapping[str, Sequence[Told]], found: Sequence[Source]
) -> Gathered:
    facts = await _facts(session, told.keys())
    codes = [source.code for source in found]
    region = {source.code: source.region_code for source in found}
    begun = _begun(await comparison.begun(session, codes, FACTS), region)
    titles = _titles(await reading.titles(session, codes), region)
    evidence: dict[_Key, Evidence] = {}
    regions: dict[_Key, str] = {}
    for code, own in told.items():
        years = {year for one in own for year in one.source.years}
        for year in sorted(years):
            here = own[0].source.region_code
            evidence[code, year] = Evidence(
                agency_code=code,
                year=year,
                told=own,
                facts=facts.get(code, {}),
                titles=titles.get((here, year), {}),
                begun=begun.get(here, frozenset()),
            )
            regions[code, year] = here
    return Gathered(evidence, regions)


def _records(
    source: Source, code: str, by_agency: Mapping[str | None, Sequence[Record]], unread: Doubts
) -> AgencyRecords:
    by_kind: dict[str, list[Record]] = {}
    for record in (*by_agency.get(None, ()), *by_agency.get(code, ())):
        by_kind.setdefault(record.kind, []).append(record)
    doubtful: dict[str, list[Doubt]] = {}
    for doubt in (*unread.get(None, ()), *unread.get(code, ())):
        doubtful.setdefault(doubt.kind, []).append(doubt)
    return AgencyRecords(
        code,
        by_kind,
        frozenset(),
        doubtful,
        source.options.cumulative_columns,
        fraction(source.options.budget_multiple),
    )


def _by_agency(records: Iterable[Record]) -> Mapping[str | None, Sequence[Record]]:
    found: dict[str | None, list[Record]] = {}
    for record in records:
        found.setdefault(record.agency_code, []).append(record)
    return found


async def _facts(
    session: Session, agency_codes: Collection[str]
) -> Mapping[str, Mapping[tuple[str, str], Sequence[SaidFact]]]:
    rows = await comparison.of_agencies(session, agency_codes, FACTS, but=OWN_CODE)
    found: dict[str, dict[tuple[str, str], list[SaidFact]]] = {}
    for row in rows:
        said = SaidFact(
            row["source_code"],
            row["status"],
            row["value"],
            tuple(Reference(*reference) for reference in row["records"]),
            row["record_count"],
        )
        of_agency = found.setdefault(row["agency_code"], {})
        of_agency.setdefault((row["fact"], row["period"]), []).append(said)
    return found


def _begun(
    rows: Iterable[tuple[str, str, str]], region: Mapping[str, str]
) -> Mapping[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for code, fact, period in rows:
        found.setdefault(region[code], set()).add((fact, period))
    return {one: frozenset(facts) for one, facts in found.items()}


def _titles(
    rows: Iterable[tuple[str, int, str, str]], region: Mapping[str, str]
) -> Mapping[tuple[str, int], Mapping[str, frozenset[str]]]:
    """Return the codes of programmes by region, year and title, of whatever agency's plan."""
    found: dict[tuple[str, int], dict[str, set[str]]] = {}
    for source_code, year, title, code in rows:
        of_year = found.setdefault((region[source_code], year), {})
        of_year.setdefault(plain(title), set()).add(code)
    return {
        key: {title: frozenset(codes) for title, codes in of_year.items()}
        for key, of_year in found.items()
    }
