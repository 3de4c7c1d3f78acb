"""Assign a node of a campaign's edition, or remove an assignment."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, NotFound, missing, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments import store
from submission.assignments.domain import Assignment, check_assignment
from submission.assignments.usecases.check_assigner import check_assigner
from submission.assignments.usecases.check_fit import check_fit, check_responsible_fit
from submission.assignments.usecases.check_parts import nodes_of, strangers
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.usecases.change_team import check_assessor_known, check_person_known
from submission.campaigns.usecases.find import find_campaign, find_own_campaign
from submission.campaigns.usecases.take_step import require_not_closed


async def assign(
    session: Session, wanted: Assignment, principal: Principal, *, clock: Clock
) -> tuple[Assignment, bool]:
    """Return the assignment, and whether it is new. The same again changes nothing.

    Raises:
        NotFound, Forbidden: See `find_own_campaign` and `check_assigner`.
        Conflict: The campaign is closed, the id is of another assignment, or another unit answers
            for the node.
        Unprocessable: Its parts do not fit, or the person is not known; see `check_fit`.
    """
    present = await find_own_campaign(
        session, wanted.campaign_code, principal, clock=clock, lock=True
    )
    require_not_closed(present)
    kept = await store.find(session, wanted.assignment_id)
    if kept is not None:
        if not kept.says_the_same_as(wanted):
            raise _taken()
        return kept, False
    campaign = present.campaign
    nodes = await nodes_of(session, campaign.edition_code)
    stages = [stage.code for stage in stages_of(campaign.kind)]
    refuse(check_assignment(wanted, stages=stages, nodes=nodes))
    named = {"/agency_code": wanted.agency_code, "/unit_code": wanted.unit_code}
    refuse(await strangers(session, present, named))
    await check_assigner(session, wanted, present, principal)
    await _check_known(session, wanted, present, principal, clock=clock)
    if wanted.duty == "assessor":
        await check_fit(session, wanted, present, clock=clock)
    else:
        await check_responsible_fit(session, wanted, clock=clock)
        await _check_only(session, wanted, clock=clock)
    await store.add(session, wanted)
    return wanted, True


async def remove_assignment(
    session: Session,
    campaign_code: str,
    assignment_id: UUID,
    principal: Principal,
    *,
    clock: Clock,
) -> Assignment:
    """Return the assignment that was removed.

    Raises:
        NotFound, Forbidden: See `find_own_campaign` and `check_assigner`; the campaign has no such
            assignment.
        Conflict: The campaign is closed.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    require_not_closed(present)
    found = await find_assignment(session, campaign_code, assignment_id, principal)
    await check_assigner(session, found, present, principal, pointer="assignment_id")
    await store.remove(session, assignment_id)
    return found


async def find_assignment(
    session: Session, campaign_code: str, assignment_id: UUID, principal: Principal
) -> Assignment:
    """Return an assignment that concerns an agency within reach, or all of them.

    Raises:
        NotFound: There is none.
    """
    await find_campaign(session, campaign_code, principal)
    found = await store.find(session, assignment_id)
    if found is None or found.campaign_code != campaign_code:
        raise _absent()
    if found.agency_code is not None:
        line = await agencies.line(session, found.agency_code)
        if AGENCIES.root_of(principal) not in line:
            raise _absent()
    return found


async def _check_known(
    session: Session,
    wanted: Assignment,
    present: KeptCampaign,
    principal: Principal,
    *,
    clock: Clock,
) -> None:
    """Check that the person is entered; assessors of later stages also come from above.

    Raises:
        Unprocessable: They are not.
    """
    if wanted.subject is None:
        return
    first = stages_of(present.campaign.kind)[0].code
    if wanted.duty == "assessor" and wanted.stage != first:
        await check_assessor_known(session, wanted.subject, present, principal, clock=clock)
        return
    await check_person_known(
        session, wanted.subject, present, principal, pointer="/subject", clock=clock
    )


async def _check_only(session: Session, wanted: Assignment, *, clock: Clock) -> None:
    """Check that no other unit is responsible for the node of an agency."""
    code, agency = wanted.campaign_code, wanted.agency_code
    for other in await find_assigned(session, code, agency, clock=clock):
        if other.duty != "responsible" or other.node_code != wanted.node_code:
            continue
        if other.unit_code != wanted.unit_code or other.subject == wanted.subject:
            raise _answered_for(other)


def _answered_for(other: Assignment) -> Conflict:
    unit = other.unit_code
    return Conflict(
        Text(
            f"{other.node_code} sudah menjadi tanggung jawab {unit}. Hapus penugasan itu dahulu.",
            f"{unit} is responsible for {other.node_code} already. Remove that assignment first.",
        ),
        errors=[Refusal("/unit_code", Text(f"sudah ditugaskan: {unit}", f"is assigned to {unit}"))],
        extra={"assignment_id": str(other.assignment_id), "unit_code": unit},
    )


def _absent() -> NotFound:
    return missing(
        "assignment_id", Text("Penugasan ini tidak ada.", "There is no such assignment.")
    )


def _taken() -> Conflict:
    return Conflict(
        Text(
            "Id ini sudah dipakai untuk penugasan lain. Hapus dahulu, lalu buat yang baru.",
            "This id is of another assignment. Remove that one, and make a new one.",
        ),
        errors=[Refusal("assignment_id", Text("sudah dipakai", "is taken"))],
    )
