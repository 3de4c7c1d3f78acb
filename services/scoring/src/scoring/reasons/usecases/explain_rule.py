"""Explain the outcome of an indicator's rule."""

from dataclasses import dataclass
from datetime import datetime

from kit.database import Session
from rules.exact import text_of
from rules.period import parse_period
from rules.text import Text
from scoring.reasons.domain.explanation import Explanation, explain
from scoring.reasons.domain.months import months_text
from scoring.reasons.events import over_months_of, title_of
from scoring.reasons.usecases.find_node import FoundNode
from scoring.reasons.usecases.read_origin import read_trace
from scoring.state.domain.trace import RuleTrace, facts_of
from scoring.state.store import agency


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The outcome of the indicator's rule, also where the track counts something else.

    `months`: how the months of a quarter come to its numbers.
    """

    rule_code: str
    derivation_set_version: int | None
    level: str | None
    covered: bool
    trace: RuleTrace | None
    explanation: Explanation | None
    months: Text | None


async def explain_rule(
    session: Session, found: FoundNode, names: dict[str, str], *, at: datetime
) -> RuleResult | None:
    """Return what the rule of an indicator gives and why; None where it has none."""
    derived = found.assessment.derived.get(found.indicator)
    if derived is None:
        return None
    trace = await read_trace(session, found)
    explained = months = None
    if trace is not None:
        months = _months(found, trace, at)
        codes = {each.agency_code for each in facts_of(trace)}
        names.update(await agency.names(session, sorted(codes), as_of=found.score.as_of))
        explained = explain(trace, title_of, names)
    return RuleResult(
        derived.rule_code,
        found.score.opening.derivation_set_version,
        None if derived.level is None else text_of(derived.level),
        derived.covered,
        trace,
        explained,
        months,
    )


def _months(found: FoundNode, trace: RuleTrace, at: datetime) -> Text | None:
    opening = found.score.opening
    return months_text(
        [*facts_of(trace)],
        parse_period(opening.period),
        title_of=title_of,
        over_of=over_months_of,
        state=opening.period_state(found.score.as_of or at),
    )
