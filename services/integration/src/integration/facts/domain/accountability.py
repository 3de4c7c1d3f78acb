"""Facts of e-SAKIP: key indicators, published documents, exchanges, and quarterly achievement."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from integration.facts.domain import exchange
from integration.facts.domain.fact import AgencyRecords, Observation, PeriodFacts
from integration.facts.domain.rows import Doubt, Rows, hidden
from integration.facts.domain.statements import about, contradicted, titled
from integration.records.domain.business_key import same_writing
from integration.records.domain.kinds import ACHIEVEMENT, DOCUMENT, EXCHANGE, KEY_INDICATOR
from integration.records.domain.record import Content, Record
from rules.exact import fraction
from rules.period import quarter_code, year_code

_QUARTERS: Final = range(1, 5)
_PERCENT: Final = 100
_ALL: Final = Fraction(1)
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
    achievements = records.of_year(ACHIEVEMENT, year)
    yield facts.whether_each(
        "accountability.iku_set",
        # Of a listing without any row the source says that nothing is set.
        indicators.where(lambda content: "empty" not in content),
        lambda rows: all(_is_set(row.content, year) for row in rows),
        working=(achievements,),
    )
    working = (indicators, achievements)
    documents = records.of_year(DOCUMENT, year)
    for fact, kind in _DOCUMENT_FACTS:
        published = _of_type(documents, kind)
        yield facts.whether_each(fact, published, _any_published, working=working)
    exchanges = records.of_year(EXCHANGE, year)
    yield exchange.observe(facts, "accountability.exchange_succeeded", exchanges, *working)
    yield from _quarters(records, year, indicators.where(_is_due))


def _is_set(indicator: Content, year: int) -> bool:
    finished = bool(indicator["status"] == "finished")
    return finished and indicator["targets"].get(str(year)) is not None


def _is_due(indicator: Content) -> bool:
    """Say whether an indicator of the year is to be reported.

    One of which nobody knows the status is, and one of which nobody knows the target: the source
    lists it for the year, and what it does not say makes nothing better.
    """
    return bool(indicator["status"] != "open")


def _of_type(documents: Rows, kind: str) -> Rows:
    return documents.where(lambda content: content["type"] == kind)


def _any_published(documents: Iterable[Record]) -> bool:
    return any(row.content["published_at"] is not None for row in documents)


def _quarters(records: AgencyRecords, year: int, due: Rows) -> Iterator[Observation]:
    """Yield the facts of the quarters that have begun; `due` are the indicators to be reported.

    A quarter has begun once the source holds a realisation of it, or of a later quarter of the
    year, for any agency; planned rows without realisation do not count.
    """
    rows = records.of_year(ACHIEVEMENT, year)
    opened = [q for q in _QUARTERS if quarter_code(year, q) in records.opened]
    for quarter in range(1, max(opened, default=0) + 1):
        facts = PeriodFacts(records.agency_code, quarter_code(year, quarter))
        reported = _of_quarter(rows, quarter)
        before, lacking = _missing(reported, rows, quarter), _lacking(due, reported)
        yield _is_recorded(facts, reported, before, lacking)
        beyond = _beyond(reported, records.achievement_multiple)
        said = contradicted(reported, rows, due, year)
        doubtful = before.doubted_by(_named(lacking), beyond, said)
        yield _mean(facts, reported, doubtful, cap=records.achievement_cap)


def _is_recorded(facts: PeriodFacts, reported: Rows, before: Rows, lacking: Rows) -> Observation:
    """Observe whether all was reported. What is not complete as it is does not become so.

    A key indicator without a row was not reported, as the source itself says.
    """
    is_whole = bool(reported) and _is_complete(reported) and not lacking
    doubts = reported.doubted_by(before, Rows((), lacking.doubts)) if is_whole else reported
    rows = Rows((*reported, *lacking) if reported else (), doubts.doubts)
    return facts.whether("accountability.achievement_recorded", rows, lambda _: is_whole)


def _mean(
    facts: PeriodFacts, reported: Rows, doubtful: Rows, *, cap: Fraction | None
) -> Observation:
    """Observe the mean. What has none as it is does not get one by what is doubtful."""
    mean = mean_achievement(reported, cap)
    if mean is not None and cap is None and not doubtful.doubts:
        doubtful = doubtful.doubted_by(_covered(reported))
    rows = reported if mean is None else reported.doubted_by(doubtful)
    return facts.value("accountability.achievement", mean, rows)


def _lacking(due: Rows, reported: Rows) -> Rows:
    """Return the key indicators that have no row, and those that cannot be read and may be such.

    They are known within their unit, by the id that the source gives them in both listings, else by
    title.
    An agency without any row has nothing of which they could be left out.
    """
    if not reported:
        return Rows()
    there = {about(row.content) for row in reported}
    titles = {titled(row.content) for row in reported}

    def lacks(indicator: Content) -> bool:
        said, unit = indicator.get("indicator_id"), indicator["unit_id"]
        if said is None:
            return titled(indicator) not in titles
        return (unit, same_writing(said)) not in there

    return due.where(lacks)


def _named(lacking: Rows) -> Rows:
    """Return the doubt about key indicators without a row, beside those that they have."""
    names = tuple(sorted(_name(row.content) for row in lacking))
    named = (Doubt("missing_indicator", KEY_INDICATOR, names, ()),) if names else ()
    return Rows((), (*lacking.doubts, *named))


def _name(indicator: Content) -> str:
    return str(indicator.get("indicator_id") or indicator["title"])


def _beyond(reported: Rows, multiple: Fraction) -> Rows:
    """Return the doubt about achievements that no target was meant for: one would hide many bad."""
    rows = [row for row in reported if _is_measured(row) and achievement(row) > multiple]
    ids, contents = tuple(row.record_id for row in rows), tuple(row.content for row in rows)
    return Rows((), (Doubt("beyond_target", ACHIEVEMENT, ids, contents),) if rows else ())


def _covered(reported: Rows) -> Rows:
    """Return the doubt about failed indicators, where others lift the mean by what is above theirs.

    What is beyond 100 percent of a mean lifts nothing: rules end there. Where a cap is declared, it
    says how far one indicator may stand in for another.
    """
    parts = ((row, _ALL, achievement(row)) for row in reported if _is_measured(row))
    return hidden("hidden_shortfall", parts)


def _is_measured(row: Record) -> bool:
    stated = all(row.content[name] is not None for name in _OPERANDS)
    return stated and fraction(row.content["target"]) != 0


def _of_quarter(rows: Rows, quarter: int) -> Rows:
    return rows.where(lambda content: content["quarter"] == quarter)


def _missing(reported: Rows, rows: Rows, quarter: int) -> Rows:
    """Return the doubt about indicators that an earlier quarter had and this one lacks.

    Leaving a bad one out of a later quarter must not make that one look better. Rows that cannot
    be read are not missing.
    """
    if reported.doubts:
        return Rows()
    before = {about(row.content) for row in rows if row.content["quarter"] < quarter}
    there = {about(row.content) for row in reported}
    missing = tuple(sorted(name for _, name in before - there))
    return Rows((), (Doubt("missing_quarter", ACHIEVEMENT, missing, ()),) if missing else ())


def mean_achievement(reported: Iterable[Record], cap: Fraction | None = None) -> Fraction | None:
    """Return the mean achievement in percent; None unless every indicator was reported.

    A mean over the reported indicators only would let an agency look better by leaving out a bad
    one. The same holds for one whose target or direction is not stated. Indicators with a target of
    zero cannot be measured; those that met it are left out, and one that did not leaves no mean.
    Below zero the quotient turns round: what is worse would look better.
    """
    if not all(row.content[name] is not None for row in reported for name in _OPERANDS):
        return None
    if any(fraction(row.content["target"]) < 0 for row in reported):
        return None
    measured = [row for row in reported if _is_measured(row)]
    unmeasured = [row for row in reported if not _is_measured(row)]
    if not measured or not all(map(_meets_zero, unmeasured)):
        return None
    reached = [achievement(row) for row in measured]
    counted = reached if cap is None else [min(one, cap) for one in reached]
    return sum(counted, Fraction(0)) / len(counted) * _PERCENT


def _meets_zero(row: Record) -> bool:
    realised = fraction(row.content["realisation"])
    return realised <= 0 if row.content["direction"] == "lower" else realised >= 0


def achievement(row: Record) -> Fraction:
    """Return realisation/target, or (2*target - realisation)/target where lower is better."""
    target, realised = fraction(row.content["target"]), fraction(row.content["realisation"])
    if row.content["direction"] == "lower":
        return (2 * target - realised) / target
    return realised / target


def _is_complete(reported: Iterable[Record]) -> bool:
    return all(row.content["realisation"] is not None for row in reported)
