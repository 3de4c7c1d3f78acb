"""Find a node of an assessment with all that it is made of."""

from collections.abc import Mapping
from typing import NamedTuple

from kit.database import Session
from kit.errors import missing
from rules.edition import Node
from rules.text import Text
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import read_state
from scoring.scores.usecases.read_past import read_past
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.decision import IndicatorRisk
from scoring.state.domain.trace import RuleTrace
from scoring.state.store.memory import Memory


class FoundNode(NamedTuple):
    """A node of an assessment's edition, with the assessment's state.

    `traces` are those of all rules by indicator, where they were recomputed or read at once.
    """

    score: ScoreHead
    assessment: Assessment
    node: Node
    traces: Mapping[str, RuleTrace] | None = None

    @property
    def indicator(self) -> int:
        """Return the position of a node that is answered among all of them."""
        return self.assessment.compiled.edition.position[self.node.code]

    @property
    def at_risk(self) -> IndicatorRisk | None:
        """Return why the node's evidence does not prove its level any more, if that is so."""
        risks = self.score.at_risk
        return next((each for each in risks if each.indicator_code == self.node.code), None)


async def find_node(
    session: Session, score: ScoreHead, node_code: str, memory: Memory
) -> FoundNode:
    """Return a node of an assessment with its state.

    Raises:
        NotFound: The edition is not known yet or has no such node.
    """
    assessment, traces = await _read_traced(session, score, memory)
    if assessment is not None:
        nodes = assessment.compiled.edition.nodes
        node = next((node for node in nodes if node.code == node_code), None)
        if node is not None:
            return FoundNode(score, assessment, node, traces)
    edition = score.opening.edition_code
    raise missing(
        "node_code",
        Text(
            f"Edisi {edition} tidak memuat {node_code}.",
            f"The edition {edition} has no {node_code}.",
        ),
    )


async def _read_traced(
    session: Session, score: ScoreHead, memory: Memory
) -> tuple[Assessment | None, Mapping[str, RuleTrace] | None]:
    if score.as_of is None:
        return await read_state(session, score, memory), None
    known = await read_past(session, [score.opening], score.as_of, memory)
    found = known.get(score.opening.assessment_id)
    return (None, None) if found is None else (found.assessment, found.traces)
