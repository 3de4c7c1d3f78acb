"""Facts of e-SAKIP: key indicators, published documents, exchanges, and quarterly achievement."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from integration.facts.domain import exchange
from integration.facts.domain.fact import AgencyRecords, Observation, PeriodFacts
from integration.facts.domain.rows import Doubt, Rows
from integration.records.domain.kinds import ACHIEVEMENT, DOCUMENT, EXCHANGE, KEY_INDICATOR
from integration.records.domain.record import Record
from rules.exact import fraction
from rules.period import quarter_code, year_code

_QUARTERS: Final = range(1, 5)
_PERCENT: Final = 100
_OPERANDS: Final = ("target", "realisation", "direction")
_DOCUMENT_FACTS: Final = (
    ("accountability.agreement_signed", "performance_agreement"),
    ("accountability.action_plan_set", "action_plan"),
    ("accountability.report_published", "performance_report"),
)


def observe(records: AgencyRecords, year: int) -> Iterator[Observation]:
    """Yield every fact of e-SAKIP of one agency and year."""
    facts = PeriodFacts(records.agency_code, year_code(year))
    indicators = records.of_kind(KEY_INDICATOR).where(
        lambda content: content["first_year"] <= year <= content["last_year"]
    )
    yield facts.whether(
        "accountability.iku_set", indicators, lambda rows: all(_is_set(row, year) for row in rows)
    )
    documents = records.of_year(DOCUMENT, year)
    for fact, kind in _DOCUMENT_FACTS:
        yield facts.whether(fact, _of_type(documents, kind), _any_published)
    yield exchange.observe(
        facts, "accountability.exchange_succeeded", records.of_year(EXCHANGE, year)
    )
    yield from _quarters(records, year)


def _is_set(indicator: Record, year: int) -> bool:
    finished = indicator.content["status"] == "finished"
    return finished and indicator.content["targets"].get(str(year)) is not None


def _of_type(documents: Rows, kind: str) -> Rows:
    return documents.where(lambda content: content["type"] == kind)


def _any_published(documents: Iterable[Record]) -> bool:
    return any(row.content["published_at"] is not None for row in documents)


def _quarters(records: AgencyRecords, year: int) -> Iterator[Observation]:
    """Yield the facts of the quarters that have begun.

    A quarter has begun once the source holds a realisation of it, or of a later quarter of the
    year, for any agency; planned rows without realisation do not count.
    """
    rows = records.of_year(ACHIEVEMENT, year)
    opened = [q for q in _QUARTERS if quarter_code(year, q) in records.opened]
    for quarter in range(1, max(opened, default=0) + 1):
        facts = PeriodFacts(records.agency_code, quarter_code(year, quarter))
        reported = _of_quarter(rows, quarter)
        # What is not complete or has no mean as it is does not become so by what is missing.
        is_whole = bool(reported) and _is_complete(reported)
        mean = mean_achievement(reported)
        there = reported.doubted_by(_missing(reported, rows, quarter))
        yield facts.whether(
            "accountability.achievement_recorded", there if is_whole else reported, _is_complete
        )
        yield facts.value("accountability.achievement", mean, reported if mean is None else there)


def _of_quarter(rows: Rows, quarter: int) -> Rows:
    return rows.where(lambda content: content["quarter"] == quarter)


def _missing(reported: Rows, rows: Rows, quarter: int) -> Rows:
    """Return the doubt about indicators that an earlier quarter had and this one lacks.

    Leaving a bad one out of a later quarter must not make that one look better. Rows that cannot
    be read are not missing.
    """
    if reported.doubts:
        return Rows()
    before = {_about(row) for row in rows if row.content["quarter"] < quarter}
    missing = tuple(sorted(name for _, name in before - set(map(_about, reported))))
    return Rows((), (Doubt("missing_quarter", ACHIEVEMENT, missing, ()),) if missing else ())


def _about(row: Record) -> tuple[str | None, str]:
    return row.content.get("unit_id"), row.content["indicator_id"]


def mean_achievement(reported: Iterable[Record]) -> Fraction | None:
    """Return the mean achievement in percent; None unless every indicator was reported.

    A mean over the reported indicators only would let an agency look better by leaving out a bad
    one. The same holds for one whose target or direction is not stated. Indicators with a target of
    zero cannot be measured and are left out. Below zero the quotient turns round: what is worse
    would look better.
    """
    if not all(row.content[name] is not None for row in reported for name in _OPERANDS):
        return None
    if any(fraction(row.content["target"]) < 0 for row in reported):
        return None
    measured = [row for row in reported if fraction(row.content["target"]) != 0]
    if not measured:
        return None
    return sum(map(achievement, measured), Fraction(0)) / len(measured) * _PERCENT


def achievement(row: Record) -> Fraction:
    """Return realisation/target, or (2*target - realisation)/target where lower is better."""
    target, realised = fraction(row.content["target"]), fraction(row.content["realisation"])
    if row.content["direction"] == "lower":
        return (2 * target - realised) / target
    return realised / target


def _is_complete(reported: Iterable[Record]) -> bool:
    return all(row.content["realisation"] is not None for row in reported)
