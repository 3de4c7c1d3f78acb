"""Send what was done about a recommendation, with its proof: the agency that carries it out does.

Where that agency has ended without an only successor, the agency above it answers for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, Unprocessable
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.domain.stage_state import Act
from submission.followups import store
from submission.followups.domain import COUNTING, MOST_FOLLOWUPS, Followup
from submission.people.usecases.find import check_employed
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.move import check_going_on, move_recommendation
from submission.reports.usecases.check_evidence import check_evidence

_OTHERS: Final = Text("dilaksanakan oleh instansi lain", "is carried out by another agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done, in words and by evidence."""

    recommendation_id: UUID
    text: str
    evidence_ids: Sequence[UUID]


async def send_followup(
    session: Session, deed: Deed, principal: Principal, *, clock: Clock
) -> tuple[Followup, bool]:
    """Return the follow-up, and whether it is new. The same again changes nothing.

    Raises:
        NotFound: There is no such recommendation within reach.
        Forbidden: Another agency carries it out, or the time of the person has ended.
        Conflict: It is settled or withdrawn, or another follow-up waits for its verification.
        Unprocessable: The evidence is not there, or there are as many follow-ups as can be.
    """
    present = await find_recommendation(session, deed.recommendation_id, principal, lock=True)
    await check_employed(session, principal.subject, clock=clock)
    await check_carrier(session, present, principal, clock=clock)
    earlier = await store.of_recommendation(session, deed.recommendation_id)
    newest = earlier[-1] if earlier else None
    if newest is not None and newest.state in COUNTING:
        if newest.says(deed.text, deed.evidence_ids):
            return newest, False
        if newest.state == "submitted":
            raise _waits(newest)
    check_going_on(present)
    if len(earlier) >= MOST_FOLLOWUPS:
        raise _too_many()
    named = {f"/evidence_ids/{place}": each for place, each in enumerate(deed.evidence_ids)}
    await check_evidence(session, named, principal)
    sent = Followup(
        followup_id=new_id(),
        recommendation_id=deed.recommendation_id,
        number=len(earlier) + 1,
        agency_code=present.carried_by,
        text=deed.text,
        evidence_ids=deed.evidence_ids,
        sent=Act(principal.subject, clock.now()),
    )
    await store.add(session, sent)
    await move_recommendation(
        session, present, "submitted", principal, act="submitted", reason=None, clock=clock
    )
    return sent, True


async def check_carrier(
    session: Session, present: KeptRecommendation, principal: Principal, *, clock: Clock
) -> None:
    """Check that the caller is of the agency that carries a recommendation out.

    Raises:
        Forbidden: It is another one.
    """
    code = present.carried_by
    own = AGENCIES.root_of(principal)
    kept = await agencies.find(session, code)
    if kept is not None:
        today = today_in(await agencies.time_zone(session, code), clock.now())
        if kept.agency.has_ended_by(today):
            code = kept.agency.parent_code or code
    if own == code:
        return
    raise Forbidden(
        Text(
            f"Tindak lanjut dikirim oleh instansi yang melaksanakan rekomendasi ini, {code}.",
            f"The agency that carries this recommendation out, {code}, sends its follow-ups.",
        ),
        errors=[Refusal("recommendation_id", _OTHERS)],
    )


def _waits(newest: Followup) -> Conflict:
    return Conflict(
        Text(
            "Tindak lanjut sebelumnya masih menunggu verifikasi.",
            "The follow-up before still waits for its verification.",
        ),
        errors=[Refusal("recommendation_id", Text("menunggu verifikasi", "waits"))],
        extra={"followup_id": str(newest.followup_id)},
    )


def _too_many() -> Unprocessable:
    most = Text(f"paling banyak {MOST_FOLLOWUPS}", f"at most {MOST_FOLLOWUPS}")
    return Unprocessable(
        Text(
            f"Rekomendasi ini sudah mempunyai {MOST_FOLLOWUPS} tindak lanjut.",
            f"This recommendation has {MOST_FOLLOWUPS} follow-ups already.",
        ),
        errors=[Refusal("recommendation_id", most)],
    )
