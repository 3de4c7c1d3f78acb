"""Forgetting a person who has no duty any more; it stands here, where duties are known."""

from fastapi import APIRouter

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import SessionDep
from kit.web import IdempotentRoute, IfMatch, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE
from submission.assignments.usecases.forget import forget_person
from submission.people.api import schemas
from submission.people.api.views import current_of, view_of

router = APIRouter(prefix="/api/v1/people", tags=["people"], route_class=IdempotentRoute)


@router.delete(
    "/{subject}",
    operation_id="forget_person",
    responses={
        **CHANGE,
        409: {"description": "They are in a team or have an assignment; each is named"},
    },
)
async def delete_person(
    subject: schemas.Subject,
    principal: PrincipalDep,
    session: SessionDep,
    *,
    if_match: IfMatch = None,
) -> schemas.PersonView:
    """Forget a person; the answer shows them once more. What they did keeps the subject."""
    with answering_outdated(if_match, current_of):
        forgotten = await forget_person(
            session, subject, seen_revisions(if_match), principal, clock=SystemClock()
        )
    return view_of(forgotten)
