"""Find minutes within reach, each with its present document and its signatures."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.assessment_state import AssessmentState, state_hash
from rules.canonical import canonical, sha256
from rules.text import Text
from submission.assessments.domain.state import state_decisions
from submission.assessments.store import decisions
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import up_to
from submission.links.domain.stage_evidence import NO_EVIDENCE
from submission.links.usecases.find_stage_evidence import find_stage_evidence, find_stage_state
from submission.minutes.domain.record import Minutes, document_of
from submission.minutes.domain.signed import SignedMinutes
from submission.minutes.store import minutes as store
from submission.signatures import store as signatures


async def find_minutes(
    session: Session, assessment_id: UUID, minutes_id: UUID, principal: Principal
) -> SignedMinutes:
    """Return minutes of an assessment.

    Raises:
        NotFound: There is no such assessment within reach, or it has no such minutes.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    return await find_in(session, assessment, minutes_id)


async def find_in(session: Session, assessment: Assessment, minutes_id: UUID) -> SignedMinutes:
    """Return minutes of an assessment that was found.

    Raises:
        NotFound: It has no such minutes.
    """
    found = await store.find(session, assessment.assessment_id, minutes_id)
    if found is None:
        raise missing(
            "minutes_id", Text("Berita acara ini tidak ada.", "There are no such minutes.")
        )
    (signed,) = await with_signatures(session, assessment, [found])
    return signed


async def signed_minutes(session: Session, assessment: Assessment) -> list[SignedMinutes]:
    """Return all minutes of an assessment, oldest first."""
    found = await store.of_assessment(session, assessment.assessment_id)
    return await with_signatures(session, assessment, found)


async def with_signatures(
    session: Session, assessment: Assessment, found: Sequence[Minutes]
) -> list[SignedMinutes]:
    """Return minutes of an assessment with their present documents and signatures."""
    if not found:
        return []
    by_id = await signatures.of_documents(session, "minutes", [each.minutes_id for each in found])
    stages = {stage.code: stage for stage in await find_stages(session, assessment)}
    about = {each.record.stage for each in found if each.record.kind == "self_assessment"}
    levels = {stage: await stage_sha256(session, assessment, stage) for stage in about}
    signed = []
    for each in found:
        record = each.record
        hashed = levels[record.stage] if record.kind == "self_assessment" else None
        document = document_of(each, assessment, levels_sha256=hashed)
        signed.append(
            SignedMinutes(
                minutes=each,
                document=document,
                sha256=sha256(canonical(document)),
                signers=stages[record.stage].signers_of(record.kind),
                signatures=by_id.get(each.minutes_id, ()),
            )
        )
    return signed


async def stage_sha256(session: Session, assessment: Assessment, stage: str) -> str:
    """Return the hash of what counts at a stage now: of its levels and what they rest on.

    It holds no derivation set, no minutes, and not what owners of evidence say of it later: a stage
    that is closed cannot be signed anew. One that was closed before evidence was bound has the hash
    of its levels alone, as it was signed.
    """
    newest = await decisions.all_newest(session, assessment.assessment_id)
    line = up_to(await find_stages(session, assessment), stage)
    state, evidence = await find_stage_state(session, assessment, line), NO_EVIDENCE
    if not state.is_signed_without_evidence:
        evidence = await find_stage_evidence(session, assessment, line)
    return state_hash(
        AssessmentState(
            assessment_id=assessment.assessment_id,
            edition_code=assessment.edition_code,
            period=assessment.period,
            agency_code=assessment.agency_code,
            track=line[-1].track,
            stage=stage,
            decisions=state_decisions(newest, [each.code for each in line]),
            evidence=evidence.contents,
            links=evidence.links,
        )
    )
