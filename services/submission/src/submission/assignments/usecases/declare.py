"""Declare a conflict of interest: one's own, or, as the campaign's coordinator, that of another."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.assignments import store
from submission.assignments.domain import Conflict
from submission.assignments.usecases.check_parts import nodes_of, strangers
from submission.campaigns.usecases.change_team import check_person_known
from submission.campaigns.usecases.find import find_campaign, find_own_campaign
from submission.people.usecases.find import check_employed


async def declare_conflict(
    session: Session, declared: Conflict, principal: Principal, *, clock: Clock
) -> tuple[Conflict, bool]:
    """Return the conflict, and whether it is new. From then on it blocks.

    The same by the same person stays the first; the campaign is locked, so that no second comes of
    two requests at once.

    Raises:
        NotFound: There is no such campaign within reach.
        Forbidden: It is of another person, and the principal does not coordinate the campaign; or
            see `check_employed`.
        Unprocessable: The agency or the node is none of the campaign; or the other person is not
            entered within reach, so that nobody of an assessed agency keeps its assessors away.
    """
    await check_employed(session, principal.subject, clock=clock)
    present = await find_campaign(session, declared.campaign_code, principal, lock=True)
    if declared.subject != principal.subject:
        if "coordinator" not in principal.roles:
            raise _not_your_own()
        await find_own_campaign(session, declared.campaign_code, principal, clock=clock)
        await check_person_known(
            session, declared.subject, present, principal, pointer="/subject", clock=clock
        )
    refuse(await strangers(session, present, {"/agency_code": declared.agency_code}))
    nodes = await nodes_of(session, present.campaign.edition_code)
    if declared.node_code is not None and declared.node_code not in nodes:
        told = Text("bukan bagian dari edisi kegiatan ini", "is no node of the edition")
        refuse([Refusal("/node_code", told)])
    for kept in await store.conflicts_of(session, declared.campaign_code, declared.subject):
        if kept.says_the_same_as(declared):
            return kept, False
    await store.add_conflict(session, declared)
    return declared, True


def _not_your_own() -> Forbidden:
    return Forbidden(
        Text(
            "Benturan kepentingan orang lain dinyatakan oleh koordinator kegiatan.",
            "The coordinator of the campaign declares conflicts of other people.",
        ),
        errors=[Refusal("/subject", Text("orang lain", "is another person"))],
    )
