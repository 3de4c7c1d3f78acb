"""Link a version of an item to an indicator, or remove a link.

Who answers for the indicator does both, while the open stage takes something about it. What was
linked at a stage that is over stays; another link takes its place.
"""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.usecases.check_answering import check_answering
from submission.assessments.usecases.check_assessor import act_for_agency, check_once, check_role
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_in_time import check_in_time
from submission.assessments.usecases.check_responsible import check_responsible
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.assignments.usecases.check_assigned import check_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act
from submission.editions import store as editions
from submission.evidence.domain.item import Item, Version
from submission.links.domain.link import MOST_IN_ALL, MOST_LINKS, Link, LinkInput, Proof, counting
from submission.links.store import links as store
from submission.links.store import reviews, risks
from submission.links.usecases.find import (
    check_taken,
    find_item,
    find_line_now,
    find_link,
    find_linked_version,
)
from submission.people.usecases.find import check_employed


async def link_evidence(
    session: Session,
    assessment_id: UUID,
    wanted: LinkInput,
    principal: Principal,
    *,
    clock: Clock,
) -> tuple[Link, bool]:
    """Return the link, and whether it is new. The same again changes nothing.

    Raises:
        NotFound: There is no such assessment, item or version within reach.
        Forbidden: Somebody else answers for the indicator, or the caller assesses; or see
            `check_employed`.
        Conflict: The stage takes nothing about it now, the item was withdrawn, or there are many.
        Unprocessable: There is no such indicator, or no present link of it to replace.
    """
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=clock, lock=True
    )
    code = wanted.indicator_code
    await _check_known(session, assessment, code)
    await _check_answers(session, principal, assessment, code, clock=clock)
    item = await find_item(session, wanted.evidence_id, principal, assessment)
    version = await find_linked_version(session, item, wanted.version)
    present = await store.present(session, [assessment_id], indicator_code=code)
    if same := [each for each in present if each.says_the_same_as(wanted, version.version)]:
        return same[0], False
    stage = await _check_open(session, assessment, code, clock=clock)
    if wanted.replaces not in (None, *(each.link_id for each in counting(present))):
        refuse([_nothing_to_replace()])
    await _check_few(session, assessment_id, len(present))
    await _check_stands(session, item)
    await act_for_agency(session, assessment, principal)
    act = Act(principal.subject, clock.now())
    made = _new(wanted, item, version, assessment_id=assessment_id, stage=stage, act=act)
    await store.add(session, made)
    await risks.mark(session, [assessment_id], act.at)
    return made, True


async def remove_link(
    session: Session, assessment_id: UUID, link_id: UUID, principal: Principal, *, clock: Clock
) -> Link:
    """Return the removed link; its history stays. The same again changes nothing.

    Raises:
        NotFound: There is no such link within reach.
        Forbidden: See `link_evidence`.
        Conflict: The stage at which it was made takes nothing about its indicator any more, or it
            was reviewed: another link takes its place.
    """
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=clock, lock=True
    )
    link = await find_link(session, assessment_id, link_id)
    await _check_answers(
        session, principal, assessment, link.indicator_code, clock=clock, pointer="link_id"
    )
    if link.removed is not None:
        return link
    line = await find_line(session, assessment, link.stage, pointer="link_id")
    await check_in_time(session, assessment, line, clock=clock)
    await check_taken(session, assessment, line, link.indicator_code)
    if link.review is not None:
        raise _was_reviewed()
    await act_for_agency(session, assessment, principal)
    act = Act(principal.subject, clock.now())
    await store.remove(session, link_id, act)
    await risks.mark(session, [assessment_id], act.at)
    return replace(link, removed=act)


async def _check_answers(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    code: str,
    *,
    clock: Clock,
    pointer: str = "/indicator_code",
) -> None:
    """Check that the caller answers for an indicator of a locked assessment that goes on."""
    await check_employed(session, principal.subject, clock=clock)
    line_now = await find_line_now(session, assessment)
    line = line_now[:1]
    check_role(principal, line[-1], "answers", pointer=pointer)
    await check_responsible(session, principal, assessment, line)
    await check_answering(session, principal, assessment, clock=clock)
    await check_goes_on(session, assessment, line_now, clock=clock)
    await check_assigned(
        session,
        principal,
        assessment,
        line=line,
        named=[(code, pointer)],
        is_answer=True,
        clock=clock,
    )
    await check_once(session, assessment, line[-1].code, principal, pointer="assessment_id")


async def _check_known(session: Session, assessment: Assessment, code: str) -> None:
    known = await editions.find(session, assessment.edition_code)
    if known is None or known.indicator(code) is None:
        name = assessment.edition_code
        told = Text(f"bukan indikator {name}", f"is no indicator of {name}")
        refuse([Refusal("/indicator_code", told)])


async def _check_open(session: Session, assessment: Assessment, code: str, *, clock: Clock) -> str:
    """Return the stage that takes a link of an indicator now."""
    line = await find_line_now(session, assessment)
    await check_in_time(session, assessment, line, clock=clock)
    await check_taken(session, assessment, line, code)
    return line[-1].code


async def _check_stands(session: Session, item: Item) -> None:
    if await reviews.withdrawal(session, item.evidence_id) is not None:
        raise Conflict(
            Text(
                "Data dukung ini sudah ditarik kembali oleh pemiliknya.",
                "This evidence was withdrawn by its owner.",
            ),
            errors=[Refusal("/evidence_id", Text("sudah ditarik kembali", "was withdrawn"))],
        )


def _new(
    wanted: LinkInput, item: Item, version: Version, *, assessment_id: UUID, stage: str, act: Act
) -> Link:
    return Link(
        link_id=new_id(),
        assessment_id=assessment_id,
        indicator_code=wanted.indicator_code,
        evidence_id=item.evidence_id,
        place=wanted.place,
        stage=stage,
        made=act,
        replaces=wanted.replaces,
        proof=Proof(
            agency_code=item.agency_code,
            title=item.state.title,
            kind=item.state.kind,
            confidential=item.state.confidential,
            version=version,
            newest=item.newest.version,
        ),
    )


async def _check_few(session: Session, assessment_id: UUID, count: int) -> None:
    """Check that neither an indicator with `count` links nor its assessment has too many."""
    if count >= MOST_LINKS:
        raise _too_many()
    if await store.count_present(session, assessment_id) >= MOST_IN_ALL:
        raise _too_many_in_all()


def _was_reviewed() -> Conflict:
    told = Text("sudah dinilai", "was reviewed")
    return Conflict(
        Text(
            "Kaitan ini sudah dinilai dan tidak dapat dihapus; kaitan lain dapat"
            " menggantikannya (replaces).",
            "This link was reviewed and is not removed; another link can take its place"
            " (replaces).",
        ),
        errors=[Refusal("link_id", told)],
    )


def _nothing_to_replace() -> Refusal:
    return Refusal(
        "/replaces",
        Text(
            "bukan kaitan indikator ini yang masih berlaku", "is no present link of this indicator"
        ),
    )


def _too_many() -> Conflict:
    most = Text(f"paling banyak {MOST_LINKS} kaitan", f"at most {MOST_LINKS} links")
    return Conflict(
        Text(
            f"Indikator ini sudah mempunyai {MOST_LINKS} kaitan data dukung.",
            f"This indicator has {MOST_LINKS} links already.",
        ),
        errors=[Refusal("/indicator_code", most)],
    )


def _too_many_in_all() -> Conflict:
    most = Text(f"paling banyak {MOST_IN_ALL} kaitan", f"at most {MOST_IN_ALL} links")
    return Conflict(
        Text(
            f"Penilaian ini sudah mempunyai {MOST_IN_ALL} kaitan data dukung.",
            f"This assessment has {MOST_IN_ALL} links already.",
        ),
        errors=[Refusal("/evidence_id", most)],
    )
