"""Evaluate levels with an edition; nothing is stored."""

from anyio import to_thread

from instrument.editions.events import rules_edition
from instrument.editions.usecases.find import Content, find_content
from kit.database import Session, end_reading
from kit.threads import TRIALS
from rules.answers import Written, read_answers
from rules.evaluation import Breakdown, evaluate


async def evaluate_levels(session: Session, edition_code: str, levels: Written) -> Breakdown:
    """Return what levels add up to in an edition that is published, or a draft without defects.

    The session only reads, and is ended.

    Raises:
        AbsentError: There is no such edition.
        RefusedDocumentError: It is a draft with defects; all are named.
        AnswersError: Levels do not fit the edition; all of them are named.
    """
    content = await find_content(session, edition_code)
    await end_reading(session)
    return await to_thread.run_sync(_evaluate, content, levels, limiter=TRIALS)


def _evaluate(content: Content, levels: Written) -> Breakdown:
    edition = rules_edition(content.content, content.content_hash)
    return evaluate(edition, read_answers(edition, levels))
