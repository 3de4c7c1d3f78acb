"""Conditions of rewards and punishments, in three-valued logic: true, false, or unknown (None).

Every evaluation returns its reasons, each with a sentence, its truth, and what it rests on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rules.condition import Truth, every, some
from rules.exact import Number
from rules.period import PeriodKind, kind_of, parse_period, preceding
from rules.text import Text
from submission.consequences.domain import sentences
from submission.consequences.domain.standing import (
    Improvement,
    Instruction,
    PeriodResult,
    Reference,
    Standing,
)


@dataclass(frozen=True, slots=True)
class AgainstTarget:
    """The value was below its target, or reached it, in so many periods one after the other.

    The last of them is the period that is looked at.
    """

    side: Literal["below", "reached"]
    period_kind: PeriodKind
    periods: int


@dataclass(frozen=True, slots=True)
class Improved:
    """The value is above that of the period before, by `by` at least."""

    period_kind: PeriodKind
    by: Number = 0


@dataclass(frozen=True, slots=True)
class InstructionOverdue:
    """So many instructions are overdue, each for more than so many days."""

    count: int = 1
    days: int = 0


@dataclass(frozen=True, slots=True)
class Akip:
    """The final AKIP value is above that of the year before, or is not."""

    improved: bool


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    condition: "Condition"


Condition = AgainstTarget | Improved | InstructionOverdue | Akip | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Reason:
    """What was seen, whether it speaks for the condition (None: unknown), and what it rests on."""

    text: Text
    truth: Truth
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The truth of a condition, and the reasons that decide it."""

    truth: Truth
    reasons: tuple[Reason, ...]


def evaluate(condition: Condition, standing: Standing) -> Trace:
    """Return whether a condition holds of an agency, and why."""
    match condition:
        case AgainstTarget():
            return _against_target(condition, standing)
        case Improved():
            return _improved(condition, standing)
        case InstructionOverdue():
            return _overdue(condition, standing)
        case Akip():
            return _akip(condition, standing.akip)
        case AllOf() | AnyOf():
            return _joined(condition, standing)
        case Not():
            trace = evaluate(condition.condition, standing)
            return Trace(
                _negated(trace.truth),
                tuple(replace(each, truth=_negated(each.truth)) for each in trace.reasons),
            )


def period_before(code: str) -> str | None:
    """Return the period of the same kind that ends before another begins; None: no calendar day."""
    return None if parse_period(code).first_day == date.min else preceding(code)


def _negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _joined(condition: AllOf | AnyOf, standing: Standing) -> Trace:
    """Join traces; only the parts that have the truth of the whole are its reasons, each once."""
    parts = [evaluate(each, standing) for each in condition.conditions]
    truths = [part.truth for part in parts]
    truth = every(truths) if isinstance(condition, AllOf) else some(truths)
    deciding = (part.reasons for part in parts if part.truth is truth)
    return Trace(truth, (*dict.fromkeys(reason for reasons in deciding for reason in reasons),))


def _decided(truth: Truth, reasons: list[Reason]) -> Trace:
    """Return a trace with the reasons that have its truth."""
    return Trace(truth, tuple(reason for reason in reasons if reason.truth is truth))


def _periods(standing: Standing, count: int) -> Iterator[PeriodResult]:
    """Yield the results of so many periods, the newest first."""
    period: str | None = standing.period
    for _ in range(count):
        if period is None:
            yield PeriodResult(period="-", value=None, target=None)
        else:
            yield standing.result_of(period)
            period = period_before(period)


def _against_target(condition: AgainstTarget, standing: Standing) -> Trace:
    if kind_of(standing.period) != condition.period_kind:
        return _other_kind(condition.period_kind, standing)
    found = _periods(standing, condition.periods)
    reasons = [_against(condition.side, result) for result in found]
    return _decided(every([reason.truth for reason in reasons]), reasons)


def _against(side: Literal["below", "reached"], result: PeriodResult) -> Reason:
    value, target = result.value, result.target
    if value is None or target is None:
        return Reason(sentences.unjudged(result), None, result.references)
    is_below = value < target
    text = sentences.against_target(result.period, value, target)
    return Reason(text, is_below is (side == "below"), result.references)


def _improved(condition: Improved, standing: Standing) -> Trace:
    if kind_of(standing.period) != condition.period_kind:
        return _other_kind(condition.period_kind, standing)
    now, before = _periods(standing, 2)
    if now.value is None or before.value is None:
        missing = [each for each in (now, before) if each.value is None]
        told = [Reason(sentences.unjudged(each), None, each.references) for each in missing]
        return Trace(None, tuple(told))
    if now.edition_code != before.edition_code:
        other = sentences.other_edition(now, before)
        return Trace(None, (Reason(other, None, now.references + before.references),))
    rise = now.value - before.value
    truth = rise >= condition.by if condition.by else rise > 0
    text = sentences.moved(now.period, now.value, before.period, before.value)
    return Trace(truth, (Reason(text, truth, now.references + before.references),))


def _other_kind(kind: PeriodKind, standing: Standing) -> Trace:
    return Trace(None, (Reason(sentences.other_kind(kind, standing.period), None),))


def _overdue(condition: InstructionOverdue, standing: Standing) -> Trace:
    if standing.instructions is None:
        return Trace(None, (Reason(sentences.NO_INSTRUCTIONS_READ, None),))
    reasons = [_instruction(each, condition.days, standing) for each in standing.instructions]
    sure = sum(reason.truth is True for reason in reasons)
    possible = sure + sum(reason.truth is None for reason in reasons)
    if sure >= condition.count:
        return _decided(True, reasons)
    if possible >= condition.count:
        return _decided(None, reasons)
    return Trace(False, (Reason(sentences.few_overdue(sure, condition.count), truth=False),))


def _instruction(each: Instruction, days: int, standing: Standing) -> Reason:
    """Judge an instruction on the day that counts: what is handed in later changes nothing of it.

    What was handed in in time and is not verified yet is not known; what came too late is overdue
    until somebody has verified it: a few words lift no punishment.
    """
    late = (standing.day - each.due_on).days
    references = each.references or (Reference("recommendation", each.recommendation_id),)
    sent = each.handed_in_on
    is_done = each.is_verified and (sent is None or sent <= standing.day)
    if late <= days or is_done:
        return Reason(sentences.in_time(each, late), truth=False, references=references)
    if sent is not None and (sent - each.due_on).days <= days:
        return Reason(sentences.unverified(each), truth=None, references=references)
    if each.inherited_from is not None:
        return Reason(sentences.inherited(each), truth=None, references=references)
    return Reason(sentences.overdue(each, days), truth=True, references=references)


def _akip(condition: Akip, found: Improvement | None) -> Trace:
    if found is None or found.outcome == "unknown":
        reason = None if found is None else found.reason
        references = () if found is None else found.references
        return Trace(None, (Reason(sentences.akip_unknown(reason), None, references),))
    truth = (found.outcome == "higher") is condition.improved
    return Trace(truth, (Reason(sentences.akip(found), truth, found.references),))
