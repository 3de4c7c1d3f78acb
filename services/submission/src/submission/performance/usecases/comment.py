"""Comment on the account of a period, as a leader of an agency above."""

from dataclasses import dataclass
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.assessment import Assessment
from submission.editions import store as editions
from submission.editions.domain.naming import check_named
from submission.people.usecases.find import check_employed
from submission.performance.domain.closing import Comment
from submission.performance.store import closings
from submission.performance.usecases.check_leader import check_leader
from submission.performance.usecases.find import Performance, find_period, performance_of
from submission.performance.usecases.write import closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is said of the account that has this revision: of an indicator, or of the whole."""

    assessment_id: UUID
    revision: int
    text: str
    indicator_code: str | None = None


async def comment_on(
    session: Session, word: Word, principal: Principal, *, clock: Clock
) -> tuple[Comment, bool]:
    """Return the comment, and whether it is new. The same word again changes nothing.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: See `check_employed` and `check_leader`.
        Unprocessable: The campaign has no account, or the edition no such indicator.
        Conflict: The account is another one now, or the period is closed.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_period(session, word.assessment_id, principal, lock=True)
    role = await check_leader(session, assessment, principal)
    await _check_named(session, assessment, word)
    for said in await closings.comments(session, word.assessment_id, limit=None):
        about = Word(
            assessment_id=said.assessment_id,
            revision=said.revision,
            text=said.text,
            indicator_code=said.indicator_code,
        )
        if (about, said.said_by) == (word, principal.subject):
            return said, False
    present = await performance_of(session, assessment, principal, clock=clock)
    if present.state == "closed":
        raise closed(present)
    check_seen_account(present, word.revision)
    comment = Comment(
        comment_id=new_id(),
        assessment_id=word.assessment_id,
        revision=word.revision,
        text=word.text,
        indicator_code=word.indicator_code,
        role=role,
        said_by=principal.subject,
        said_at=clock.now(),
    )
    await closings.add_comment(session, comment)
    return comment, True


def check_seen_account(present: Performance, revision: int) -> None:
    """Check that the account which counts was read.

    Raises:
        Conflict: It is another one; the answer names its revision.
    """
    counts = present.final.revision
    if not counts:
        raise _not_told()
    if revision != counts:
        told = Text(f"yang sekarang {counts}", f"the present one is {counts}")
        raise Conflict(
            Text(
                "Laporan kinerja sudah berubah sejak Anda membacanya; baca dahulu yang sekarang.",
                "The account was changed since you read it; read the present one first.",
            ),
            errors=[Refusal("/revision", told)],
            extra={"revision": counts},
        )


def _not_told() -> Conflict:
    told = Text("belum ada laporan", "there is no account yet")
    return Conflict(
        Text(
            "Instansi belum menyampaikan laporan kinerja; draf belum dapat ditanggapi. Tunggu"
            " sampai laporannya selesai (state: written).",
            "The agency has told of no work yet, and nobody comments on a draft. Wait until the"
            " account is finished (state: written).",
        ),
        errors=[Refusal("/revision", told)],
        extra={"revision": 0},
    )


async def _check_named(session: Session, assessment: Assessment, word: Word) -> None:
    edition = await editions.find(session, assessment.edition_code)
    if word.indicator_code is not None and edition is not None:
        refuse(check_named([word.indicator_code], edition, pointer="/indicator_code"))
