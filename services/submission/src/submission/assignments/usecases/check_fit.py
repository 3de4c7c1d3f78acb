"""Check that a person can be assigned to assess: no conflict of interest, nobody at two stages."""

from collections.abc import Collection
from typing import Final

from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.assignments import store
from submission.assignments.domain import Actor, Assignment, is_own
from submission.assignments.usecases.check_parts import nodes_above
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import is_once, stages_of
from submission.campaigns.usecases.find import find_assessed
from submission.people.usecases.find import find_place

_OWN_UNIT: Final = Text(
    "benturan kepentingan: bekerja pada unit yang bertanggung jawab atas bagian ini",
    "has a conflict of interest: works in the unit that is responsible for this part",
)
_OWN_AGENCY: Final = Text(
    "benturan kepentingan: bekerja pada instansi yang dinilai",
    "has a conflict of interest: works in the assessed agency",
)


async def check_fit(
    session: Session, wanted: Assignment, present: KeptCampaign, *, clock: Clock
) -> None:
    """Check that an assessor has no interest in the agencies that they would assess.

    Of an assignment for all agencies, one where they have none is enough: their decisions about
    the others are refused one by one.

    Raises:
        Unprocessable: A conflict of interest was declared, or their record shows one; or they act
            at another stage of a campaign where nobody acts at two.
    """
    campaign, subject = present.campaign, wanted.subject or ""
    above = await nodes_above(session, campaign.edition_code, wanted.node_code)
    for conflict in await store.conflicts_of(session, campaign.code, subject):
        if conflict.blocks(subject, wanted.agency_code, nodes=above):
            told = Text(
                "benturan kepentingan sudah dinyatakan untuk bagian ini",
                "a conflict of interest was declared in this part",
            )
            refuse([Refusal("/subject", told)])
    await _check_place(session, wanted, present, above, clock=clock)
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


async def check_responsible_fit(session: Session, wanted: Assignment, *, clock: Clock) -> None:
    """Check that a responsible unit is of the assessed agency, and its officer of the unit.

    A unit of another agency would not reach the assessment.

    Raises:
        Unprocessable: It is not, or their record says that they work elsewhere.
    """
    unit, agency = wanted.unit_code or "", wanted.agency_code
    if agency is not None and agency not in await agencies.line(session, unit):
        told = Text(
            f"bukan bagian dari instansi yang dinilai ({agency})",
            f"is not part of the assessed agency ({agency})",
        )
        refuse([Refusal("/unit_code", told)])
    if wanted.subject is None:
        return
    place = await find_place(session, wanted.subject, clock=clock)
    if place is not None and unit not in await agencies.line(session, place):
        told = Text(
            f"bekerja pada {place}, bukan pada unit {unit}",
            f"works in {place}, not in the unit {unit}",
        )
        refuse([Refusal("/subject", told)])


async def _check_place(
    session: Session,
    wanted: Assignment,
    present: KeptCampaign,
    above: Collection[str],
    *,
    clock: Clock,
) -> None:
    """Refuse who works where they would assess, as their record says."""
    code, subject = present.campaign.code, wanted.subject or ""
    place = await find_place(session, subject, clock=clock)
    line = [] if place is None else await agencies.line(session, place)
    about = wanted.agency_code
    assessed = [about] if about is not None else await find_assessed(session, present)
    if wanted.stage != stages_of(present.campaign.kind)[0].code:
        if assessed and {*assessed} <= {*line}:
            refuse([Refusal("/subject", _OWN_AGENCY)])
        return
    actor = Actor(subject=subject, line=line)
    assigned = await find_assigned(session, code, about, clock=clock)
    own = [
        is_own(
            actor, [each for each in assigned if each.agency_code in (None, agency)], nodes=above
        )
        for agency in assessed
    ]
    if own and all(own):
        refuse([Refusal("/subject", _OWN_UNIT)])
