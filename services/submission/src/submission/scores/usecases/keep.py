"""Keep what scoring tells, in any order and any number of times."""

from collections.abc import Sequence

from kit.database import Session
from submission.scores import store
from submission.scores.domain import AssessmentScore, Contradiction, PublicationOutcome


async def keep_scores(session: Session, told: Sequence[AssessmentScore]) -> None:
    """Keep the newest score of each assessment, of those told and the one that is kept."""
    newest: dict[object, AssessmentScore] = {}
    for score in told:
        known = newest.get(score.assessment_id)
        if known is None or score.revision > known.revision:
            newest[score.assessment_id] = score
    if newest:
        await store.save(session, [*newest.values()])


async def keep_outcomes(session: Session, told: Sequence[PublicationOutcome]) -> None:
    """Keep what became of publications; the first that was told stays."""
    if told:
        await store.add_outcomes(session, told)


async def keep_contradictions(session: Session, told: Sequence[Contradiction]) -> None:
    """Keep the newest revision of each contradiction, of those told and the one that is kept."""
    newest: dict[object, Contradiction] = {}
    for each in told:
        known = newest.get((each.assessment_id, each.rule_code))
        if known is None or each.revision > known.revision:
            newest[each.assessment_id, each.rule_code] = each
    if newest:
        await store.save_contradictions(session, [*newest.values()])
