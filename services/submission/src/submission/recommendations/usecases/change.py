"""Change what a recommendation says. Its agency and its origin stay."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, refuse
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies import store as agencies
from submission.campaigns.domain.deadline import Deadline
from submission.recommendations.domain.recommendation import (
    KeptRecommendation,
    Priority,
    Recommendation,
    check_recommendation,
)
from submission.recommendations.usecases.check_above import check_above
from submission.recommendations.usecases.check_origin import ISSUERS
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.move import check_going_on, keep_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What can be changed of a recommendation, and why it is."""

    text: str
    deadline: date | None
    priority: Priority
    is_instruction: bool
    missing: str | None
    reason: str | None

    def of(self, present: Recommendation) -> Recommendation:
        """Return a recommendation that says this."""
        return replace(
            present,
            text=self.text,
            deadline=self.deadline,
            priority=self.priority,
            is_instruction=self.is_instruction,
            missing=self.missing,
        )


async def change_recommendation(
    session: Session,
    recommendation_id: UUID,
    wording: Wording,
    principal: Principal,
    *,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptRecommendation:
    """Return the recommendation as it is now. The same again changes nothing.

    Raises:
        NotFound: There is no such recommendation within reach.
        Forbidden: Somebody of the addressed agency asks, or an assessor who did not make it.
        OutdatedChange: It does not start from the present state.
        Conflict: It has ended.
        Unprocessable: It breaks a rule, or another deadline has no reason.
    """
    present = await find_recommendation(session, recommendation_id, principal, lock=True)
    before = present.recommendation
    codes = [before.agency_code, present.carried_by]
    await check_above(session, principal, codes, clock=clock, pointer="recommendation_id")
    if principal.roles.isdisjoint(ISSUERS) and principal.subject != present.made.by:
        raise _of_another()
    wanted = wording.of(before)
    if is_repeated(seen, present, is_same=wanted == before):
        return present
    check_going_on(present)
    refuse(check_recommendation(wanted))
    if wanted.deadline != before.deadline and wording.reason is None:
        told = Text("wajib bila batas waktu berubah", "is required for another deadline")
        refuse([Refusal("/reason", told)])
    zone = await agencies.time_zone(session, before.agency_code)
    ends_at = None if wanted.deadline is None else Deadline(wanted.deadline).ends_at(zone)
    changed = replace(present, recommendation=wanted, ends_at=ends_at)
    return await keep_change(
        session, changed, principal, act="changed", reason=wording.reason, clock=clock
    )


def _of_another() -> Forbidden:
    return Forbidden(
        Text(
            "Asesor mengubah rekomendasi yang dibuatnya sendiri; selebihnya oleh peran coordinator"
            " atau inspectorate.",
            "Assessors change what they recommended themselves; the rest is for the roles"
            " coordinator and inspectorate.",
        ),
        errors=[Refusal("recommendation_id", Text("dibuat orang lain", "is somebody else's"))],
    )
