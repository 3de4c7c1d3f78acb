"""Make a recommendation: where it comes from exists, and the agency hears of it."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import check_reach
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.recommendation import (
    MOST_RECOMMENDATIONS,
    KeptRecommendation,
    Recommendation,
    RecommendationPassage,
    check_origin,
    check_recommendation,
)
from submission.recommendations.store import recommendations as store
from submission.recommendations.usecases.assign import check_owner
from submission.recommendations.usecases.check_above import check_above
from submission.recommendations.usecases.check_origin import check_origin_of
from submission.recommendations.usecases.tell import tell_standings


async def make_recommendation(
    session: Session, wanted: Recommendation, principal: Principal, *, clock: Clock
) -> tuple[KeptRecommendation, bool]:
    """Return the recommendation, and whether it is new. The same again changes nothing.

    Raises:
        NotFound: The agency, the assessment or the report is not within reach.
        Forbidden: Somebody of the agency itself asks, or an assessor beyond their stage.
        Unprocessable: It breaks a rule, or where it comes from is not there.
        Conflict: The agency was told the same with another deadline, owner or priority; or it has
            as many recommendations as it can.
    """
    await agencies.lock_tree(session)  # of two that say the same at once, the second sees it
    await _check_addressed(session, wanted, principal, clock=clock)
    await check_origin_of(session, wanted, principal)
    present = await store.of_agencies(session, [wanted.agency_code])
    for each in present:
        known = each.recommendation
        if each.state != "withdrawn" and (known.origin, known.text) == (wanted.origin, wanted.text):
            if known == wanted:
                return each, False
            raise _told_already(each)
    if len(present) >= MOST_RECOMMENDATIONS:
        raise _too_many(wanted.agency_code)
    made = await add_recommendation(session, wanted, principal, clock=clock)
    await tell_standings(session, [wanted.agency_code], clock=clock)
    return made, True


async def _check_addressed(
    session: Session, wanted: Recommendation, principal: Principal, *, clock: Clock
) -> None:
    """Check to whom a new recommendation is addressed, what it says, and who makes it.

    Raises:
        NotFound, Forbidden, Unprocessable: See `make_recommendation`.
    """
    await check_addressee(session, wanted.agency_code, principal, clock=clock)
    refuse([*check_origin(wanted.origin), *check_recommendation(wanted)])
    await check_owner(session, wanted.owner, wanted.agency_code, clock=clock)


async def check_addressee(
    session: Session, agency_code: str, principal: Principal, *, clock: Clock
) -> None:
    """Check that an agency stands below who makes a recommendation, and has not ended.

    Raises:
        NotFound, Forbidden: See `make_recommendation`.
        Unprocessable: It has ended; its successors are named.
    """
    await check_reach(session, principal, agency_code, pointer="/agency_code")
    await check_above(session, principal, [agency_code], clock=clock, pointer="/agency_code")
    kept = await agencies.find(session, agency_code)
    if kept is None:
        return
    today = today_in(await agencies.time_zone(session, agency_code), clock.now())
    if kept.agency.has_ended_by(today):
        some = ", ".join(kept.agency.successor_codes) or "-"
        told = Text(
            f"sudah berakhir pada {kept.agency.valid_until}; penerusnya: {some}",
            f"ended on {kept.agency.valid_until}; its successors: {some}",
        )
        refuse([Refusal("/agency_code", told)])


async def add_recommendation(
    session: Session, wanted: Recommendation, principal: Principal, *, clock: Clock
) -> KeptRecommendation:
    """Store a new recommendation that was checked."""
    act = Act(principal.subject, clock.now())
    zone = await agencies.time_zone(session, wanted.agency_code)
    made = KeptRecommendation(
        recommendation_id=new_id(),
        recommendation=wanted,
        carried_by=wanted.agency_code,
        state="open",
        revision=1,
        made=act,
        changed=act,
        ends_at=None if wanted.deadline is None else Deadline(wanted.deadline).ends_at(zone),
    )
    await store.save(session, RecommendationPassage(kept=made, act="made", by=act, reason=None))
    return made


def _told_already(present: KeptRecommendation) -> Conflict:
    return Conflict(
        Text(
            "Instansi ini sudah menerima rekomendasi yang sama dengan batas waktu, petugas, atau"
            " prioritas lain. Ubah rekomendasi itu.",
            "The agency was told the same with another deadline, owner or priority. Change that"
            " recommendation.",
        ),
        errors=[Refusal("/text", Text("sudah ada", "is there already"))],
        extra={"recommendation_id": str(present.recommendation_id)},
    )


def _too_many(code: str) -> Conflict:
    most = MOST_RECOMMENDATIONS
    return Conflict(
        Text(
            f"Instansi {code} sudah mempunyai {most} rekomendasi.",
            f"The agency {code} has {most} recommendations already.",
        ),
        errors=[Refusal("/agency_code", Text(f"paling banyak {most}", f"at most {most}"))],
    )
