"""Find the instructions that were overdue on a day within a subtree, by who carries them out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kit.database import Session
from submission.agencies.domain import TimeZone, today_in
from submission.consequences.domain.standing import Instruction, Reference
from submission.followups import store as followups
from submission.followups.domain import Followup
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.store import recommendations
from submission.recommendations.store.wanted import Wanted

_LONGEST_TITLE: Final = 120


async def find_instructions(
    session: Session,
    root_code: str,
    days: Mapping[str, date],
    zones: Mapping[str, TimeZone],
) -> Mapping[str, Sequence[Instruction]]:
    """Return the instructions that were not followed up before their deadline had passed.

    `days`: for each agency that carries some out, the local day on which it is looked at; `zones`:
    of these agencies. What was followed up later is among them, with its follow-up.
    """
    wanted = Wanted(is_instruction=True, late_by=max(days.values(), default=date.min))
    kept = await recommendations.after(
        session, None, root_code=root_code, wanted=wanted, limit=None
    )
    sent = await followups.counting(session, [each.recommendation_id for each in kept])
    found: dict[str, list[Instruction]] = {}
    for each in kept:
        if each.carried_by in days:
            counts = sent.get(each.recommendation_id)
            told = _instruction(each, counts, zones[each.carried_by])
            found.setdefault(each.carried_by, []).append(told)
    return found


def _instruction(kept: KeptRecommendation, sent: Followup | None, zone: TimeZone) -> Instruction:
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
        handed_in_on=None if sent is None else today_in(zone, sent.sent.at),
        is_verified=sent is not None and sent.state == "verified",
        inherited_from=wanted.agency_code if wanted.agency_code != kept.carried_by else None,
        references=tuple(references),
    )


def _title(text: str) -> str:
    """Return a text in one line, not longer than a sentence bears."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
