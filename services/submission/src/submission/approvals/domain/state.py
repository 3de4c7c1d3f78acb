"""The state of a stage: what counts there, what was signed, and what it adds up to.

Its hash is what people approve and consent to. Whatever changes makes it another state.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rules.assessment_state import AssessmentState, StateDecision, state_hash
from rules.text import Text
from submission.assessments.domain.completeness import natural
from submission.assessments.domain.outcome import Outcome

_NOTHING: Final = Text("tanpa nilai", "no level")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageContent:
    """The state of a stage of an assessment, and what its levels add up to."""

    state: AssessmentState
    outcome: Outcome

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the state."""
        return state_hash(self.state)


def differences(
    before: Sequence[StateDecision],
    after: Sequence[StateDecision],
    *,
    minutes: tuple[Sequence[str], Sequence[str]],
) -> Iterator[Text]:
    """Yield what differs between two states; `minutes`: those of both."""
    one, other = _by_indicator(before), _by_indicator(after)
    for code in sorted({*one, *other}, key=natural):
        if one.get(code) != other.get(code):
            yield _difference(code, one.get(code), other.get(code))
    if sorted(minutes[0]) != sorted(minutes[1]):
        yield Text(
            "berita acara yang ditandatangani berbeda", "the signed minutes are others than before"
        )


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
