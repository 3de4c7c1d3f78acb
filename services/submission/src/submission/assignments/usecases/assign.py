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
from submission.assignments.usecases.check_parts import nodes_above, nodes_of, strangers
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import is_once, stages_of
from submission.campaigns.usecases.change_team import check_person_known
from submission.campaigns.usecases.find import find_campaign, find_own_campaign
from submission.campaigns.usecases.take_step import require_not_closed


async def assign(
    session: Session, wanted: Assignment, principal: Principal, *, clock: Clock
) -> tuple[Assignment, bool]:
    """Return the assignment, and whether it is new. The same again changes nothing.

    Raises:
        NotFound, Forbidden: See `find_own_campaign` and `check_assigner`.
        Conflict: The campaign is closed, or the id is of another assignment.
        Unprocessable: Its parts do not fit; a conflict of interest was declared; nobody acts at two
            stages of this kind of campaign.
    """
    present = await find_own_campaign(session, wanted.campaign_code, principal, lock=True)
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
    if wanted.duty == "responsible" and wanted.subject is not None:
        await check_person_known(
            session, wanted.subject, present, principal, pointer="/subject", clock=clock
        )
    if wanted.duty == "assessor":
        await _check_assessor(session, wanted, present)
    await store.add(session, wanted)
    return wanted, True


async def remove_assignment(
    session: Session, campaign_code: str, assignment_id: UUID, principal: Principal
) -> Assignment:
    """Return the assignment that was removed.

    Raises:
        NotFound, Forbidden: See `find_own_campaign` and `check_assigner`; the campaign has no such
            assignment.
        Conflict: The campaign is closed.
    """
    present = await find_own_campaign(session, campaign_code, principal, lock=True)
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


async def _check_assessor(session: Session, wanted: Assignment, present: KeptCampaign) -> None:
    campaign, subject = present.campaign, wanted.subject or ""
    above = await nodes_above(session, campaign.edition_code, wanted.node_code)
    for conflict in await store.conflicts_of(session, campaign.code, subject):
        if conflict.blocks(subject, wanted.agency_code, nodes=above):
            told = Text(
                "menyatakan benturan kepentingan untuk bagian ini",
                "declared a conflict of interest in this part",
            )
            refuse([Refusal("/subject", told)])
    if not is_once(campaign.kind):
        return
    for other in await store.of_agency(session, campaign.code, wanted.agency_code):
        if other.subject == subject and other.stage not in (None, wanted.stage):
            told = Text(
                f"sudah bertugas pada tahap {other.stage}; satu orang hanya bertugas pada satu"
                " tahap",
                f"acts at the stage {other.stage} already; nobody acts at two stages",
            )
            refuse([Refusal("/subject", told)])


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
