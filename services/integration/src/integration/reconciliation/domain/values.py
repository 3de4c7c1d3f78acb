"""Two sources that give two values of one thing, and a unit that they call by two names."""

import re
from collections.abc import Sequence
from typing import Final

from integration.reconciliation.domain.evidence import Evidence, SaidFact
from integration.reconciliation.domain.finding import (
    Given,
    Judged,
    Quoted,
    Side,
    SideField,
    side_of,
)
from integration.records.domain import kinds
from integration.records.domain.business_key import business_key
from integration.sources.domain.reason import Reason
from rules.period import year_of
from rules.text import Text

_FIELDS: Final[dict[str, SideField]] = {
    kinds.CEILING: "plan",
    kinds.SUB_ACTIVITY: "budget",
    kinds.REALISATION: "realisation",
    kinds.ACHIEVEMENT: "accountability",
}
_MOST_LETTERS: Final = 300
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_UNKNOWN: Final = Reason(
    "fact_unknown",
    Text("Salah satu sumber sedang tidak dapat dibaca.", "One of the sources cannot be read now."),
)


def judge_values(evidence: Evidence, judged: Judged) -> None:
    """Judge records and facts that two sources have."""
    for kind, field in _FIELDS.items():
        for twice in evidence.of_year(kind)[1]:
            _say_record(evidence, field, twice.rows, judged)
    for (fact, period), said in sorted(evidence.facts.items()):
        if year_of(period) == evidence.year and len(said) > 1:
            _judge_fact(evidence, f"{fact}:{period}", said, judged)


def judge_names(evidence: Evidence, judged: Judged) -> None:
    """Compare the name of the agency's only unit in the budget system with that in e-SAKIP.

    Names join nothing. With several units nobody can tell which name belongs to which.
    """
    budgets, _ = evidence.of_year(kinds.SUB_ACTIVITY)
    units = evidence.of_kind(kinds.UNIT)
    reason = budgets.reason or units.reason
    if reason is not None:
        judged.leave(["unit_differs"], ["name"], reason)
        return
    named = {row.record.content.get("unit_title") for row in budgets.rows} - {None}
    ids = {row.record.content["unit_id"] for row in budgets.rows}
    theirs = [row for row in units.rows if row.record.content.get("name") is not None]
    if not len(ids) == len(named) == len(theirs) == len(units.rows) == 1:
        return
    ours, other = str(named.pop()), str(theirs[0].record.content["name"])
    if _plain(ours) != _plain(other):
        rows = [row for row in budgets.rows if row.record.content.get("unit_title") == ours]
        judged.say(
            "unit_differs",
            "name",
            "unit_name",
            [
                side_of("budget", evidence.agency_code, rows, says=ours),
                side_of("accountability", evidence.agency_code, theirs, says=other),
            ],
            matched_by="agency",
        )


def _say_record(
    evidence: Evidence, field: SideField, rows: Sequence[Given], judged: Judged
) -> None:
    first = rows[0].record
    about = "/".join(str(part) for part in business_key(first))
    sides = []
    for row in rows:
        content = row.record.content
        says = ", ".join(
            f"{name}: {content[name]}"
            for name in ("amount", "spent", "planned", "physical", "target", "realisation")
            if content.get(name) is not None
        )
        sides.append(side_of(field, evidence.agency_code, [row], says=says))
    judged.say("two_values", about[:_MOST_LETTERS], "record", sides)


def _judge_fact(evidence: Evidence, subject: str, said: Sequence[SaidFact], judged: Judged) -> None:
    if any(one.status == "unknown" for one in said):
        judged.leave(["two_values"], [subject], _UNKNOWN)
        return
    stated = [one for one in said if one.status == "value"]
    if len({one.value for one in stated}) > 1:
        judged.say("two_values", subject, "fact", [_side(evidence, one) for one in stated])


def _side(evidence: Evidence, said: SaidFact) -> Side:
    value = said.value
    return Side(
        field="register",
        agency_code=evidence.agency_code,
        says=said.source_code,
        amount=value if isinstance(value, str) else None,
        records=tuple(Quoted(said.source_code, *reference) for reference in said.records),
        record_count=said.record_count,
    )


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub(" ", name.casefold()).strip()
