"""Find publications of an assessment with what became of them."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.assessments.usecases.find import find_assessment
from submission.publication import store
from submission.publication.domain.publication import AnsweredPublication, Publication
from submission.scores.store import scores


async def find_publication(
    session: Session, assessment_id: UUID, publication_id: UUID, principal: Principal
) -> AnsweredPublication:
    """Return a publication.

    Raises:
        NotFound: There is no such assessment within reach, or it has no such publication.
    """
    await find_assessment(session, assessment_id, principal)
    found = await store.find(session, assessment_id, publication_id)
    if found is None:
        raise missing(
            "publication_id", Text("Penerbitan ini tidak ada.", "There is no such publication.")
        )
    (told,) = await answered(session, [found])
    return told


async def list_publications(
    session: Session,
    assessment_id: UUID,
    principal: Principal,
    *,
    after: UUID | None,
    limit: int,
) -> list[AnsweredPublication]:
    """Return publications of an assessment, oldest first.

    Raises:
        NotFound: There is no such assessment within reach.
    """
    await find_assessment(session, assessment_id, principal)
    found = await store.after(session, after, assessment_id=assessment_id, limit=limit)
    return await answered(session, found)


async def answered(
    session: Session, publications: Sequence[Publication]
) -> list[AnsweredPublication]:
    """Return publications, each with what became of it."""
    outcomes = await scores.outcomes(session, [each.publication_id for each in publications])
    return [AnsweredPublication(each, outcomes.get(each.publication_id)) for each in publications]
