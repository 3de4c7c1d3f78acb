"""Consent to the publication of what was submitted, by the coordinator of the assessed agency."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Unprocessable
from rules.refusal import Refusal
from rules.text import Text
from submission.approvals.usecases.check_ready import check_ready
from submission.approvals.usecases.find_state import state_of
from submission.assessments.usecases.check_answering import check_assessed
from submission.assessments.usecases.check_assessor import act_for_agency
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import up_to
from submission.people.usecases.find import check_employed
from submission.signatures import store as signatures
from submission.signatures.domain import Document, Signature
from submission.signatures.usecases.sign import sign

ROLE: Final = "coordinator"
_OTHERS: Final = Text(
    "Persetujuan untuk menerbitkan hanya diberikan oleh koordinator instansi yang dinilai.",
    "Only the coordinator of the assessed agency consents to publication.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The consent of an assessment: to which state of which stage, and who ever signed it."""

    assessment_id: UUID
    stage: str
    state_hash: str
    signatures: list[Signature]

    @property
    def is_given(self) -> bool:
        """Say whether the present state is consented to."""
        return any(each.sha256 == self.state_hash for each in self.signatures)


async def find_consent(session: Session, assessment_id: UUID, principal: Principal) -> Consent:
    """Return the consent of an assessment.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: No stage of its campaign ends with a consent.
        Unavailable: The whole of the edition has not come yet.
    """
    assessment = await find_assessment(session, assessment_id, principal)
    return await _consent_of(session, assessment, await _line(session, assessment))


async def consent(
    session: Session, assessment_id: UUID, state_hash: str, principal: Principal, *, clock: Clock
) -> tuple[Consent, bool]:
    """Return the consent, and whether it is new. The same again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: No stage of its campaign ends with a consent.
        Forbidden: The token is not of the assessed agency; or see `check_employed`.
        Conflict: The assessment takes nothing any more, the stage is not submitted, or its state is
            another one now.
        Unavailable: The whole of the edition has not come yet.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    line = await _line(session, assessment)
    await check_assessed(session, principal, assessment, _OTHERS, clock=clock)
    await act_for_agency(session, assessment, principal)
    present = await _consent_of(session, assessment, line)
    document = Document("consent", assessment_id, present.state_hash)
    if await signatures.find(session, document, principal.subject) is None:
        await check_ready(session, assessment, line, pointer="assessment_id", clock=clock)
    _, is_new = await sign(
        session,
        document,
        principal,
        seen=state_hash,
        role=ROLE,
        clock=clock,
        pointer="/state_hash",
    )
    return await _consent_of(session, assessment, line), is_new


async def _consent_of(session: Session, assessment: Assessment, line: Line) -> Consent:
    content = await state_of(session, assessment, line)
    where = assessment.assessment_id
    found = await signatures.of_documents(session, "consent", [where])
    return Consent(
        assessment_id=where,
        stage=line[-1].code,
        state_hash=content.hash,
        signatures=found.get(where, []),
    )


async def _line(session: Session, assessment: Assessment) -> Line:
    """Return the stages of an assessment up to the one that ends with a consent."""
    stages = await find_stages(session, assessment)
    for stage in stages:
        if stage.has_consent:
            return up_to(stages, stage.code)
    code = assessment.campaign_code
    raise Unprocessable(
        Text(
            f"Kegiatan {code} tidak memerlukan persetujuan untuk menerbitkan.",
            f"The campaign {code} asks for no consent to publication.",
        ),
        errors=[Refusal("assessment_id", Text("tanpa persetujuan", "has no consent"))],
    )
