"""Facts of e-planning: ceilings, planning documents, consultations, exchanges. All by year."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from integration.facts.domain import exchange
from integration.facts.domain.fact import (
    AgencyRecords,
    Observation,
    PeriodFacts,
    every,
    some,
    total,
)
from integration.facts.domain.rows import Rows, conflict, newest, of_each_unit
from integration.records.domain.business_key import same_writing
from integration.records.domain.kinds import CEILING, CONSULTATION, DOCUMENT, EXCHANGE
from integration.records.domain.record import Content, Record
from rules.period import year_code

# What a roadmap of e-government must cover: PermenPANRB 59/2020, indicator 12, level 3.
ROADMAP_CONTENTS: Final = frozenset(
    {
        "governance",
        "management",
        "services",
        "infrastructure",
        "applications",
        "security",
        "audit",
    }
)


def observe(records: AgencyRecords, year: int) -> Iterator[Observation]:
    """Yield every fact of e-planning of one agency and year."""
    facts = PeriodFacts(records.agency_code, year_code(year))
    ceilings = records.of_year(CEILING, year)
    documents = _undone(records.of_year(DOCUMENT, year))
    yield from _ceilings(facts, ceilings)
    yield _consulted(facts, ceilings, records.of_year(CONSULTATION, year))
    yield from _documents(facts, documents, ceilings)
    exchanges = records.of_year(EXCHANGE, year)
    yield exchange.observe(facts, "planning.exchange_succeeded", exchanges, ceilings)


def _ceilings(facts: PeriodFacts, ceilings: Rows) -> Iterator[Observation]:
    yield facts.total("planning.ceiling_amount", ceilings, "amount")
    yield facts.whether(
        "planning.ceiling_approved",
        ceilings,
        lambda rows: every(row.content["approved"] for row in rows),
    )
    ict = _ict(ceilings)
    # Ceilings without any ICT activity give a known zero, not a gap.
    amount = total(ict, "amount") if ceilings else None
    yield facts.value("planning.ict_amount", amount, ict if ceilings else ceilings)


def _ict(ceilings: Rows) -> Rows:
    return ceilings.where(lambda content: bool(content["ict"]))


def _consulted(facts: PeriodFacts, ceilings: Rows, consultations: Rows) -> Observation:
    """Observe whether the ICT plan of each unit was consulted."""
    units = zip(
        of_each_unit(ceilings, consultations), of_each_unit(consultations, ceilings), strict=True
    )
    found = [_consulted_of(own, held) for own, held in units]
    if not found:
        return facts.value("planning.ict_consulted", None, consultations.doubted_by(_ict(ceilings)))
    doubts = tuple(doubt for _, rows in found for doubt in rows.doubts)
    rows = Rows((*consultations, *_ict(ceilings)), doubts)
    return facts.value("planning.ict_consulted", every(held for held, _ in found), rows)


def _consulted_of(ceilings: Rows, consultations: Rows) -> tuple[bool | None, Rows]:
    """Say of one unit whether its ICT plan was consulted, and return what this rests on.

    The newest consultation counts; one without a day proves no agreement. A unit with ceilings
    but without ICT activity has nothing to consult: true. One without any ceilings has no plan
    yet: absent.
    """
    ict = _ict(ceilings)
    held: bool | None = None
    latest = newest(consultations, "held_on", "agreed")
    if latest:
        held = _agreed(latest.records[0], consultations)
    elif ceilings and not ict:
        held = True
    # Where somebody was consulted, the ceilings decide nothing.
    return held, latest or latest.doubted_by(ict)


def _agreed(latest: Record, consultations: Rows) -> bool | None:
    """Say whether the newest consultation agreed, and on which day.

    None where minutes without a day say something else: they may be newer.
    """
    agreed: bool | None = latest.content["agreed"]
    if not agreed:
        return agreed
    if latest.content["held_on"] is None:
        return False
    # Minutes have a number. Where none has one, a row without a day may be minutes too.
    numbered = any(row.content.get("number") is not None for row in consultations)
    undated = (
        row.content["agreed"]
        for row in consultations
        if row.content["held_on"] is None
        and (not numbered or row.content.get("number") is not None)
    )
    return every(undated) or None


def _documents(facts: PeriodFacts, documents: Rows, ceilings: Rows) -> Iterator[Observation]:
    plans = documents.where(lambda content: content["type"] == "renja")
    roadmaps = documents.where(lambda content: content["type"] == "spbe_roadmap")
    yield facts.whether_each("planning.renja_approved", plans, _any_approved, working=(ceilings,))
    # One roadmap is of the whole agency.
    yield facts.whether("planning.spbe_roadmap_documented", roadmaps, _any_approved)
    yield facts.whether(
        "planning.spbe_roadmap_complete",
        roadmaps,
        lambda rows: some(_is_complete(row) and row.content["approved"] for row in rows),
    )
    published = documents.where(lambda content: bool(content["approved"]))
    count = Fraction(len(published)) if documents else None
    yield facts.value(
        "planning.documents_published", count, Rows(published.records, documents.doubts)
    )


def _undone(documents: Rows) -> Rows:
    """Return the documents with the doubt about approvals that a later version takes back.

    A version that has a day of approval and is not approved was taken back, or its day is wrong.
    """
    versions: dict[tuple[object, ...], list[Record]] = {}
    for row in documents:
        title = same_writing(row.content.get("title") or "")
        about = row.content.get("unit_id"), row.content["type"], title
        versions.setdefault(about, []).append(row)
    doubts = []
    for group in versions.values():
        approved = [row for row in group if row.content["approved"]]
        last = max((row.content.get("approved_at") or "" for row in approved), default=None)
        later = [row for row in group if last is not None and _takes_back(row.content, last)]
        if later:
            doubts.append(conflict((*approved, *later)))
    return documents.doubted_by(Rows((), tuple(doubts)))


def _takes_back(version: Content, approved_at: str) -> bool:
    day = version.get("approved_at")
    if version["approved"] is not False or day is None:
        return False
    # Of a date and a time of the same day nobody knows which is later.
    is_unsure = len(day) != len(approved_at) and day[:10] == approved_at[:10]
    return bool(day > approved_at or is_unsure)


def _any_approved(documents: Rows) -> bool | None:
    return some(row.content["approved"] for row in documents)


def _is_complete(roadmap: Record) -> bool:
    return ROADMAP_CONTENTS.issubset(roadmap.content["contents"])
