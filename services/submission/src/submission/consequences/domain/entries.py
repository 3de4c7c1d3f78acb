"""The list of rewards and punishments: what is due to an agency, and what cannot be judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rules.text import Text
from submission.consequences.domain.condition import Reason, evaluate
from submission.consequences.domain.rule_set import Rule, RuleSet
from submission.consequences.domain.standing import Standing

# `undetermined`: something is not known, so that neither reward nor punishment is due.
Outcome = Literal["due", "not_due", "undetermined"]

UNDETERMINED: Final = Text("belum dapat dinilai", "cannot be judged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a rule says of an agency, with the reasons that decide it and the rules' version."""

    agency_code: str
    period: str
    rule: Rule
    outcome: Outcome
    reasons: tuple[Reason, ...]
    rule_set_code: str
    rule_set_version: int
    rule_set_hash: str


def entries_of(rule_set: RuleSet, standing: Standing) -> Sequence[Entry]:
    """Return what each rule of a set says of an agency, in the order of the rules."""
    return [_entry(rule_set, rule, standing) for rule in rule_set.rules]


def on_the_list(entries: Iterable[Entry]) -> Sequence[Entry]:
    """Return what is listed: what is due, and what cannot be judged."""
    return [entry for entry in entries if entry.outcome != "not_due"]


def _entry(rule_set: RuleSet, rule: Rule, standing: Standing) -> Entry:
    trace = evaluate(rule.condition, standing)
    outcome: Outcome = "undetermined"
    if trace.truth is not None:
        outcome = "due" if trace.truth else "not_due"
    return Entry(
        agency_code=standing.agency_code,
        period=standing.period,
        rule=rule,
        outcome=outcome,
        reasons=trace.reasons,
        rule_set_code=rule_set.code,
        rule_set_version=rule_set.version,
        rule_set_hash=rule_set.content_hash,
    )
