"""The state of a stage: what counts there, what it rests on, what was signed, what it adds up to.

Its hash is what people approve and consent to. Whatever people change makes it another state; the
clock changes nothing of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rules.assessment_state import AssessmentState, StateDecision, state_hash
from rules.text import Text
from submission.approvals.domain.approval import Approval
from submission.approvals.domain.evidence_changes import evidence_changes
from submission.assessments.domain.completeness import natural
from submission.assessments.domain.outcome import Outcome
from submission.links.domain.stage_evidence import StageEvidence

_NOTHING: Final = Text("tanpa nilai", "no level")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageContent:
    """The state of a stage of an assessment, and what its levels add up to.

    `evidence`: what its indicators rest on, which is a part of the state. `verdict_revision`: of
    the newest verdict of the stage; 0 without any. No event carries it, so it is no part of the
    hash, and approvals are bound to it beside the hash.
    """

    state: AssessmentState
    evidence: StageEvidence
    outcome: Outcome
    verdict_revision: int = 0

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the state."""
        return state_hash(self.state)

    @property
    def identity(self) -> tuple[str, int]:
        """Return what an approval is bound to: the hash, and the verdict."""
        return self.hash, self.verdict_revision


def differences(
    before: Sequence[StateDecision],
    seen: Approval,
    *,
    now: StageContent,
    titles: Mapping[UUID, str],
) -> Iterator[Text]:
    """Yield what differs from what an approval has seen.

    `before`: the decisions then. `titles`: of the items of evidence, by their ids.
    """
    one, other = _by_indicator(before), _by_indicator([*now.state.decisions])
    for code in sorted({*one, *other}, key=natural):
        if one.get(code) != other.get(code):
            yield _difference(code, one.get(code), other.get(code))
    yield from evidence_changes(seen.evidence, now.evidence, titles)
    if sorted(seen.minutes) != sorted(now.state.minutes):
        yield Text(
            "berita acara yang ditandatangani berbeda", "the signed minutes are others than before"
        )
    if seen.derivation_set_version != now.state.derivation_set_version:
        then, present = _set(seen.derivation_set_version), _set(now.state.derivation_set_version)
        yield Text(
            f"set turunan: {then.id} menjadi {present.id}",
            f"the derivation set: {then.en}, now {present.en}",
        )
    if seen.verdict_revision != now.verdict_revision:
        yield Text("hasil reviu dinyatakan kembali", "the verdict of the review was said anew")


def _set(version: int | None) -> Text:
    if version is None:
        return Text("tidak ada", "none")
    return Text(f"versi {version}", f"version {version}")


def _by_indicator(decisions: Sequence[StateDecision]) -> Mapping[str, StateDecision]:
    return {each.indicator_code: each for each in decisions}


def _difference(code: str, one: StateDecision | None, other: StateDecision | None) -> Text:
    before, after = _level(one), _level(other)
    if before == after:
        return Text(
            f"indikator {code} diputuskan kembali dengan tingkat yang sama",
            f"the indicator {code} was decided again, with the same level",
        )
    return Text(
        f"indikator {code}: {before.id} menjadi {after.id}",
        f"the indicator {code}: {before.en}, now {after.en}",
    )


def _level(decision: StateDecision | None) -> Text:
    if decision is None:
        return _NOTHING
    return Text(f"tingkat {decision.level}", f"level {decision.level}")
