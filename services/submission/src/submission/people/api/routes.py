"""People behind the subjects of tokens; their names are read only within reach of their agency."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import (
    IdempotentRoute,
    IfMatch,
    IfNoneMatch,
    Page,
    PagingDep,
    etag,
    seen_revisions,
)
from rules.text import Text
from submission.agencies.api.outdated import ExistsAlready, answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.agencies.api.schemas import Code
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.agencies.usecases.save_change import Start
from submission.people import store
from submission.people.api import schemas
from submission.people.api.views import current_of, view_of
from submission.people.domain import Person, PersonRevision
from submission.people.usecases.change import PersonExists, change_person
from submission.people.usecases.find import find_person

router = APIRouter(prefix="/api/v1/people", tags=["people"], route_class=IdempotentRoute)


@router.get("", operation_id="list_people", responses=NOT_FOUND)
async def list_people(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    agency: Annotated[Code | None, Query(examples=["9901.2.16.01"])] = None,
    paging: PagingDep,
) -> Page[schemas.PersonView]:
    """List the people of your agency and of those below it, in order of their subjects."""
    if agency is not None:
        await check_reach(session, principal, agency, pointer="query/agency")
    found = await store.after(
        session,
        paging.after(str),
        root_code=AGENCIES.root_of(principal),
        agency_code=agency,
        limit=paging.limit + 1,
    )
    return paging.page(found, item=view_of, position=lambda kept: kept.person.subject)


@router.get("/{subject}", operation_id="read_person", responses=NOT_FOUND)
async def read_person(
    subject: schemas.Subject, principal: PrincipalDep, session: ReadSessionDep, response: Response
) -> schemas.PersonView:
    """Read a person; the ETag is their revision."""
    found = await find_person(session, subject, principal)
    response.headers["ETag"] = etag(found.revision)
    return view_of(found)


@router.put(
    "/{subject}",
    operation_id="put_person",
    responses={
        **CHANGE,
        201: {"model": schemas.PersonView, "description": "They are new"},
        409: {"description": "They are entered at an agency out of reach"},
    },
)
async def put_person(
    subject: schemas.Subject,
    body: schemas.PersonInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> schemas.PersonView:
    """Enter a person (If-None-Match: *) or give one their new state (If-Match)."""
    wanted = Person(subject=subject, **body.model_dump())
    start = Start(must_be_new=if_none_match == "*", seen=seen_revisions(if_match))
    try:
        with answering_outdated(if_match, current_of):
            kept, is_new = await change_person(
                session, wanted, start, principal, clock=SystemClock()
            )
    except PersonExists as error:
        raise _not_new(error.present) from error
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = etag(kept.revision)
    return view_of(kept)


def _not_new(present: PersonRevision) -> ExistsAlready:
    told = Text("Orang ini sudah tercatat.", "This person is entered already.")
    return ExistsAlready(told, *current_of(present))
