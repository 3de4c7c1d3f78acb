"""Verify a follow-up, or return it with a reason: somebody above does, who sent none of them.

A verified one settles the recommendation: it was followed up on the day on which it was sent. Who
verified by mistake returns it with a reason; the recommendation is open again, and its history
tells both.
"""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.campaigns.domain.stage_state import Act
from submission.followups import store
from submission.followups.domain import STATE_NAMES, Followup, Judgement
from submission.followups.usecases.find import find_in
from submission.links.store import reviews
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.usecases.check_above import check_above
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.move import check_going_on, move_recommendation
from submission.reports.usecases.check_evidence import WITHDRAWN

_SOMEBODY_ELSE: Final = Text("memerlukan orang lain", "needs another person")

_TAKE_BACK: Final = Text(
    "; kalau keliru, kembalikan dengan takes_back_verification",
    "; if that was a mistake, return it with takes_back_verification",
)
_SAW_WHAT: Final = Text(
    "tindak lanjut ini tanpa data dukung; sebutkan apa yang Anda lihat",
    "the follow-up has no evidence; say what you saw",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of a follow-up, and why; who returns one says why.

    `takes_back`: it is returned although it was verified, and who does so knows.
    """

    recommendation_id: UUID
    followup_id: UUID
    judgement: Judgement
    reason: str | None
    takes_back: bool = False


async def judge_followup(
    session: Session, verdict: Verdict, principal: Principal, *, clock: Clock
) -> Followup:
    """Return the judged follow-up. The same judgement again changes nothing.

    Raises:
        NotFound: There is no such follow-up within reach.
        Forbidden: Somebody of the agency asks, or who sent a follow-up of the recommendation.
        Unprocessable: Nothing proves it, and who verifies it does not say what they saw.
        Conflict: It was judged otherwise, the recommendation was withdrawn, or its owner withdrew
            evidence of a follow-up that is to be verified.
    """
    present = await find_recommendation(session, verdict.recommendation_id, principal, lock=True)
    followups = await store.of_recommendation(session, verdict.recommendation_id)
    sent = find_in(followups, verdict.followup_id)
    codes = {present.recommendation.agency_code, present.carried_by, sent.agency_code}
    await check_above(session, principal, codes, clock=clock, pointer="recommendation_id")
    if principal.subject in {each.sent.by for each in followups}:
        raise _sent_one()
    if (sent.state, sent.reason) == (verdict.judgement, verdict.reason):
        return sent
    _check_waits(sent, verdict, present)
    is_settled = verdict.judgement == "verified"
    if is_settled:
        await _check_proof(session, sent, verdict.reason)
    act = Act(principal.subject, clock.now())
    judged = replace(sent, state=verdict.judgement, judged=act, reason=verdict.reason)
    await store.judge(session, judged)
    zone = await agencies.time_zone(session, present.recommendation.agency_code)
    await move_recommendation(
        session,
        present,
        "settled" if is_settled else "returned",
        principal,
        act="settled" if is_settled else "returned",
        reason=verdict.reason,
        followed_up_on=today_in(zone, sent.sent.at) if is_settled else None,
        clock=clock,
    )
    return judged


def _check_waits(sent: Followup, verdict: Verdict, present: KeptRecommendation) -> None:
    """Check that a follow-up waits for its judgement, or that its verification is taken back."""
    if verdict.takes_back and sent.state == "verified" and present.state == "settled":
        return
    if sent.state != "submitted":
        raise was_judged(sent)
    check_going_on(present)


async def _check_proof(session: Session, sent: Followup, reason: str | None) -> None:
    """Check that something speaks for a follow-up, and that none of its proof was withdrawn."""
    if not sent.evidence_ids and reason is None:
        refuse([Refusal("/reason", _SAW_WHAT)])
    gone = await reviews.withdrawn(session, sent.evidence_ids)
    if gone:
        raise Conflict(
            Text(
                "Data dukung tindak lanjut ini sudah ditarik kembali oleh pemiliknya; kembalikan"
                " tindak lanjut ini agar instansi mengirim bukti lain.",
                "Evidence of this follow-up was withdrawn by its owner; return the follow-up, so"
                " that the agency sends other proof.",
            ),
            errors=[Refusal("followup_id", WITHDRAWN)],
            extra={"evidence_ids": sorted(map(str, gone))},
        )


def _sent_one() -> Forbidden:
    return Forbidden(
        Text(
            "Anda mengirim tindak lanjut atas rekomendasi ini; orang lain yang memverifikasinya.",
            "You sent a follow-up of this recommendation; somebody else verifies it.",
        ),
        errors=[Refusal("followup_id", _SOMEBODY_ELSE)],
    )


def was_judged(sent: Followup) -> Conflict:
    """Return the refusal of who would say something else of a follow-up."""
    state = STATE_NAMES[sent.state]
    more = _TAKE_BACK if sent.state == "verified" else Text("", "")
    return Conflict(
        Text(f"Tindak lanjut ini {state.id}{more.id}.", f"This follow-up {state.en}{more.en}."),
        errors=[Refusal("followup_id", state)],
        extra={"state": sent.state},
    )
