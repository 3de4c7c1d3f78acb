"""What a batch brings: new states that are stored, assessments that are touched, and refusals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from scoring.state.domain.cause import Cause
from scoring.state.domain.decision import DecidedLevel, ToldRisks
from scoring.state.domain.observation import ArrivedFact
from scoring.state.domain.opening import Opening, SetKey


@dataclass(slots=True)
class Touched:
    """What a batch changes for one assessment.

    `rules` are the codes of the rules to evaluate, each with the facts behind it. `everything`:
    every rule and every waiting decision is looked at again, because of `causes`.
    `contradictions` are the codes of contradiction rules whose facts changed; `last_year`: the
    levels of the year before changed, which it is compared with. `judging`: by what it is judged
    is another, although nothing arrived. `by_new_rules`: older rules reckoned it. `risks` are the
    states of what is at risk; `at_risk`: one of them is newer than the known one.
    """

    levels: list[DecidedLevel] = field(default_factory=list)
    rules: dict[str, list[Cause]] = field(default_factory=dict)
    causes: list[Cause] = field(default_factory=list)
    contradictions: set[str] = field(default_factory=set)
    risks: list[ToldRisks] = field(default_factory=list)
    last_year: bool = False
    judging: bool = False
    everything: bool = False
    by_new_rules: bool = False
    at_risk: bool = False

    def reckon_anew(self) -> None:
        """Note that everything is to be looked at again, because the rules are others."""
        self.everything = self.by_new_rules = True


class Refused(NamedTuple):
    """Something that arrived and can never be applied, and why."""

    arrived: object
    reason: str


@dataclass(slots=True)
class Intake:
    """What became of a batch: what was newer and is stored, and which assessments it touches.

    `openings`: assessments that were opened, or chose another derivation set. Decisions are
    recorded where they are written.
    """

    facts: list[ArrivedFact] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    openings: list[UUID] = field(default_factory=list)
    editions: list[str] = field(default_factory=list)
    sets: list[SetKey] = field(default_factory=list)
    touched: defaultdict[UUID, Touched] = field(default_factory=lambda: defaultdict(Touched))
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, arrived: object, reason: str) -> None:
        """Note that something can never be applied."""
        self.refused.append(Refused(arrived, reason))

    def touch_all(self, openings: Iterable[Opening], cause: Cause) -> None:
        """Note assessments of which everything is to be looked at again."""
        for opening in openings:
            touched = self.touched[opening.assessment_id]
            touched.everything = True
            touched.causes.append(cause)

    def touch_rule(self, opening: Opening, rule_code: str, cause: Cause) -> None:
        """Note a rule of an assessment that reads a changed fact."""
        self.touched[opening.assessment_id].rules.setdefault(rule_code, []).append(cause)

    def touch_contradiction(self, opening: Opening, rule_code: str) -> None:
        """Note a contradiction rule of an assessment that reads a changed fact."""
        self.touched[opening.assessment_id].contradictions.add(rule_code)
