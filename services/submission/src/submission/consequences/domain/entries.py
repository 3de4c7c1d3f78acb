"""The list of rewards and punishments: what is due to an agency, and what cannot be judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from rules.canonical import canonical, sha256
from rules.text import Text
from submission.consequences.domain.condition import Reason, Trace, evaluate
from submission.consequences.domain.extent import concerns, days_of
from submission.consequences.domain.rule_set import Effect, Rule, RuleSet
from submission.consequences.domain.standing import Standing

# `undetermined`: something is not known, so that neither reward nor punishment is due.
Outcome = Literal["due", "not_due", "undetermined"]
# As what an entry is listed.
Verdict = Literal["reward", "punishment", "undetermined"]

UNDETERMINED: Final = Text("belum dapat dinilai", "cannot be judged")
VERDICT_NAMES: Final[dict[Verdict, Text]] = {
    "reward": Text("penghargaan", "reward"),
    "punishment": Text("sanksi", "punishment"),
    "undetermined": UNDETERMINED,
}


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
    rule_set_agency: str | None = None

    @property
    def verdict(self) -> Verdict:
        """Return as what it is listed."""
        effect: Effect = self.rule.effect
        return effect if self.outcome == "due" else "undetermined"

    def written(self) -> str:
        """Return all that it says as canonical text: the same matter gives the same text."""
        return canonical(self._document()).decode()

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of what it says."""
        return sha256(canonical(self._document()))

    def _document(self) -> dict[str, Any]:
        rule = self.rule
        return {
            "agency_code": self.agency_code,
            "period": self.period,
            "verdict": self.verdict,
            "rule": {
                "code": rule.code,
                "effect": rule.effect,
                "name": rule.name._asdict(),
                "basis": rule.basis,
            },
            "rule_set": {
                "code": self.rule_set_code,
                "version": self.rule_set_version,
                "sha256": self.rule_set_hash,
                "agency_code": self.rule_set_agency,
            },
            "reasons": [
                {
                    "text": reason.text._asdict(),
                    "holds": reason.truth,
                    "references": [each._asdict() for each in reason.references],
                }
                for reason in self.reasons
            ],
        }


def entries_of(rule_set: RuleSet, standing: Standing) -> Sequence[Entry]:
    """Return what each rule of a set says of an agency, in the order of the rules.

    A rule that looks at periods of another kind says nothing.
    """
    return [
        _entry(rule_set, rule, standing)
        for rule in rule_set.rules
        if concerns(rule, standing.period)
    ]


def on_the_list(entries: Iterable[Entry]) -> Sequence[Entry]:
    """Return what is listed: what is due, and what cannot be judged."""
    return [entry for entry in entries if entry.outcome != "not_due"]


def _entry(rule_set: RuleSet, rule: Rule, standing: Standing) -> Entry:
    trace = _upset(rule, standing) or evaluate(rule.condition, standing)
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
        rule_set_agency=rule_set.agency_code,
    )


def _upset(rule: Rule, standing: Standing) -> Trace | None:
    """Return why a rule says nothing of an agency that is not the one it was; None: it is."""
    days = days_of(rule, standing.period)
    found = [each for each in standing.upheavals if each.touches(*days)]
    if not found:
        return None
    return Trace(None, tuple(Reason(each.text, None, each.references) for each in found))
