"""An item of evidence: its correction, where it is linked, and its withdrawal."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import CHANGE, NOT_FOUND
from submission.campaigns.store import assessments
from submission.evidence.api import views as evidence_views
from submission.evidence.api.schemas import EvidenceChange, EvidenceId
from submission.evidence.usecases.find import find_readable
from submission.links.api import schemas, views
from submission.links.store import links as store
from submission.links.usecases.correct import correct_evidence
from submission.links.usecases.find import reach_of
from submission.links.usecases.find_risks import find_risks
from submission.links.usecases.withdraw import withdraw_evidence

router = APIRouter(
    prefix="/api/v1/evidence/{evidence_id}", tags=["evidence"], route_class=IdempotentRoute
)

_WITHDRAWAL: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {"description": "It was withdrawn for another reason"},
}


@router.put(
    "",
    operation_id="put_evidence",
    responses={
        **CHANGE,
        409: {"description": "It was accepted with other dates: enter a newer version"},
    },
)
async def put_evidence(
    evidence_id: EvidenceId,
    body: EvidenceChange,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> evidence_views.EvidenceView:
    """Correct what is said of an item; its content never changes, a newer one is a new version.

    Only people of its own agency change a confidential item, and say whether one is. Once a review
    accepted the newest version, its dates stay; only its last day may become an earlier one.
    """
    with answering_outdated(if_match, evidence_views.current_of):
        item = await correct_evidence(
            session,
            evidence_id,
            evidence_views.state_of(body),
            principal,
            seen=seen_revisions(if_match),
            clock=SystemClock(),
        )
    response.headers["ETag"] = etag(item.revision)
    return evidence_views.evidence_view(item)


@router.get("/links", operation_id="list_links_of_evidence", responses=NOT_FOUND)
async def list_links(
    evidence_id: EvidenceId, principal: PrincipalDep, session: ReadSessionDep, *, paging: PagingDep
) -> Page[views.EvidenceLinkView]:
    """List where an item proves something, in the assessments within reach, oldest first."""
    clock = SystemClock()
    item = await find_readable(session, evidence_id, principal)
    found = await store.of_evidence(
        session,
        paging.after(UUID),
        evidence_id=item.evidence_id,
        reach=await reach_of(session, principal, clock=clock),
        limit=paging.limit + 1,
    )
    linked = await assessments.of_ids(session, {each.assessment_id for each in found})
    risks = await find_risks(session, linked, clock=clock)
    return paging.page(
        found,
        item=lambda each: views.link_view(each, risks[each.assessment_id]),
        position=lambda each: each.link_id,
    )


@router.post("/withdrawal", operation_id="withdraw_evidence", responses=_WITHDRAWAL)
async def post_withdrawal(
    evidence_id: EvidenceId,
    body: schemas.WithdrawalInput,
    principal: PrincipalDep,
    session: SessionDep,
) -> views.WithdrawalView:
    """Say that the agency does not stand by an item any more, such as a regulation repealed.

    It stays readable, and so do its links; what rests on it is at risk. It is linked no more.
    """
    told = await withdraw_evidence(
        session, evidence_id, body.reason, principal, clock=SystemClock()
    )
    return views.withdrawal_view(told)
