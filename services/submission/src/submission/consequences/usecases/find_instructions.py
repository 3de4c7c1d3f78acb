"""Find the instructions that are overdue within a subtree, by who carries them out."""

from collections.abc import Mapping, Sequence
from typing import Final

from kit.clock import Clock
from kit.database import Session
from submission.consequences.domain.standing import Instruction, Reference
from submission.followups import store as followups
from submission.followups.domain import Followup
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.store import recommendations
from submission.recommendations.store.wanted import Wanted

_LONGEST_TITLE: Final = 120


async def find_instructions(
    session: Session, root_code: str, *, clock: Clock
) -> Mapping[str, Sequence[Instruction]]:
    """Return the instructions whose deadline has passed and that have not ended, by agency."""
    wanted = Wanted(is_instruction=True, overdue_at=clock.now())
    kept = await recommendations.after(
        session, None, root_code=root_code, wanted=wanted, limit=None
    )
    waiting = await followups.waiting(session, [each.recommendation_id for each in kept])
    found: dict[str, list[Instruction]] = {}
    for each in kept:
        told = _instruction(each, waiting.get(each.recommendation_id))
        found.setdefault(each.carried_by, []).append(told)
    return found


def _instruction(kept: KeptRecommendation, sent: Followup | None) -> Instruction:
    wanted = kept.recommendation
    if wanted.deadline is None:
        raise ValueError("what is overdue has a deadline")
    references = [Reference("recommendation", str(kept.recommendation_id), kept.revision)]
    if sent is not None:
        references.append(Reference("followup", str(sent.followup_id)))
    return Instruction(
        recommendation_id=str(kept.recommendation_id),
        title=_title(wanted.text),
        due_on=wanted.deadline,
        handed_in_on=None if sent is None else sent.sent.at.date(),
        inherited_from=wanted.agency_code if wanted.agency_code != kept.carried_by else None,
        references=tuple(references),
    )


def _title(text: str) -> str:
    """Return a text in one line, not longer than a sentence bears."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
