"""Ask for the publication of a stage, exactly in the state that was approved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from kit.outbox import emit
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.events import SOURCE
from submission.approvals.usecases.find_standing import Standing
from submission.assessments.usecases.check_open_for_decisions import lacking
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments, stages
from submission.minutes.usecases.find_minutes import signed_minutes
from submission.people.usecases.find import check_employed
from submission.publication import store
from submission.publication.domain.publication import (
    AnsweredPublication,
    Publication,
    tracks_of,
)
from submission.publication.domain.requirements import missing_for_publication
from submission.publication.events import assessment_published
from submission.publication.usecases.find import answered
from submission.publication.usecases.find_basis import find_basis
from submission.signatures import store as signatures
from submission.signatures.domain import Signature
from submission.signatures.usecases.sign import check_seen

MOST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked for. `track`: that of the stage, if None. `reason`: of a correction."""

    assessment_id: UUID
    stage: str
    state_hash: str
    track: str | None = None
    reason: str | None = None


async def publish(
    session: Session, asking: Asking, principal: Principal, *, clock: Clock
) -> tuple[AnsweredPublication, bool]:
    """Return the publication, and whether it is new. The same again changes nothing.

    One that was refused may be asked for again.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: See `check_employed`.
        Unprocessable: Its campaign has no such stage, the stage is not published as this track, or
            a correction has no reason.
        Conflict: Something is missing, all of which is named; the state is another one now; or the
            same state is being published for another reason.
        Unavailable: The whole of the edition has not come yet.
    """
    assessment = await find_assessment(session, asking.assessment_id, principal, lock=True)
    await check_employed(session, principal.subject, clock=clock)
    line = await find_line(session, assessment, asking.stage, pointer="/stage")
    all_stages = await find_stages(session, assessment)
    track = _track(all_stages, line, asking.track)
    earlier = await answered(session, await store.newest_first(session, asking.assessment_id))
    known = _same(earlier, asking, track)
    if known is not None:
        return known, False
    standing = await _standing(
        session, assessment, all_stages, line, earlier=earlier, publisher=principal.subject
    )
    check_seen(asking.state_hash, standing.content.hash, pointer="/state_hash")
    refuse(_without_reason(earlier, asking.reason))
    asked = _publication(assessment, asking, track, principal.subject, clock=clock)
    await store.add(session, asked)
    await assessments.set_revision(session, assessment.assessment_id, asked.revision)
    await _emit(session, assessment, line, asked, standing=standing, clock=clock)
    return AnsweredPublication(asked), True


def _track(all_stages: Line, line: Line, wanted: str | None) -> str:
    choices = tracks_of(all_stages, line[-1])
    if wanted is None:
        return choices[0]
    if wanted not in choices:
        some = ", ".join(choices)
        refuse(
            [
                Refusal(
                    "/track",
                    Text(
                        f"tahap {line[-1].code} diterbitkan sebagai: {some}",
                        f"the stage {line[-1].code} is published as: {some}",
                    ),
                )
            ]
        )
    return wanted


def _same(
    earlier: Sequence[AnsweredPublication], asking: Asking, track: str
) -> AnsweredPublication | None:
    """Return the newest publication that is asked for again, if it was not refused.

    Raises:
        Conflict: The same state is being published for another reason.
    """
    wanted = (asking.stage, track, asking.state_hash)
    of_state = [
        each
        for each in earlier
        if (each.publication.stage, each.publication.track, each.publication.state_hash) == wanted
        and each.state != "refused"
    ]
    for each in of_state:
        if each.publication.reason == asking.reason:
            return each
    for each in of_state:
        if each.state == "requested":
            raise _under_way(each.publication)
    return None


def _under_way(asked: Publication) -> Conflict:
    return Conflict(
        Text(
            "Keadaan ini sedang diterbitkan dengan alasan lain; tunggu hasilnya dahulu.",
            "This state is being published for another reason; wait for its outcome first.",
        ),
        errors=[Refusal("/reason", Text("berbeda", "differs"))],
        extra={"publication_id": str(asked.publication_id), "reason": asked.reason},
    )


async def _standing(
    session: Session,
    assessment: Assessment,
    all_stages: Line,
    line: Line,
    *,
    earlier: Sequence[AnsweredPublication],
    publisher: str,
) -> Standing:
    """Return what stands of the present state, with the approvals of others than the publisher.

    Raises:
        Conflict: Something is missing; all of it is named.
    """
    states = await stages.of_assessment(session, assessment, all_stages)
    state = states[len(line) - 1]
    found = await find_basis(
        session,
        assessment,
        all_stages,
        states,
        state=state,
        earlier=earlier,
        publisher=publisher,
    )
    lacks = missing_for_publication(found.basis)
    if lacks or found.standing is None:
        raise lacking(lacks, pointer="/stage", state=state.state)
    standing = found.standing
    return Standing(
        content=standing.content,
        approvals=found.basis.approvals,
        rejections=standing.rejections,
        consents=standing.consents,
    )


def _without_reason(earlier: Sequence[AnsweredPublication], reason: str | None) -> list[Refusal]:
    """Return that a correction has no reason, or that there are too many already."""
    if len(earlier) >= MOST:
        return [
            Refusal(
                "assessment_id",
                Text(f"sudah {MOST} kali diterbitkan", f"was published {MOST} times already"),
            )
        ]
    if reason is None and any(each.state == "published" for each in earlier):
        return [
            Refusal(
                "/reason",
                Text("wajib diisi untuk koreksi hasil yang terbit", "is required: it corrects"),
            )
        ]
    return []


def _publication(
    assessment: Assessment, asking: Asking, track: str, subject: str, *, clock: Clock
) -> Publication:
    return Publication(
        publication_id=new_id(),
        assessment_id=assessment.assessment_id,
        revision=assessment.revision + 1,
        stage=asking.stage,
        track=track,
        state_hash=asking.state_hash,
        reason=asking.reason,
        published_by=subject,
        published_at=clock.now(),
    )


async def _emit(
    session: Session,
    assessment: Assessment,
    line: Line,
    asked: Publication,
    *,
    standing: Standing,
    clock: Clock,
) -> None:
    state = standing.content.state
    counted = {*state.minutes}
    event = assessment_published(
        asked,
        evidence=standing.content.evidence,
        minutes=[
            each for each in await signed_minutes(session, assessment) if each.sha256 in counted
        ],
        approvals=standing.approvals,
        consent=await _consent(session, assessment, line, standing),
        gaps=await _gaps(session, assessment, line),
    )
    await emit(session, [event], source=SOURCE, clock=clock)


async def _gaps(session: Session, assessment: Assessment, line: Line) -> Mapping[str, str]:
    """Return why indicators were left without an answer, by the newest stage that says it."""
    states = await stages.of_assessment(session, assessment, line)
    return {code: reason for state in states for code, reason in state.gaps.items()}


async def _consent(
    session: Session, assessment: Assessment, line: Line, standing: Standing
) -> Signature | None:
    """Return the consent of the assessed agency.

    It is of the state that is published; with a later stage, the newest to the self-assessment.
    """
    if standing.consents or not any(stage.has_consent for stage in line):
        return next(iter(standing.consents), None)
    where = assessment.assessment_id
    given = await signatures.of_documents(session, "consent", [where])
    return next(reversed(given.get(where, [])), None)
