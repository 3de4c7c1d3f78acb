"""Say which indicators of a campaign need a visit; once it is open, with a reason."""

from collections.abc import Iterator, Sequence

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Unprocessable, refuse
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import name_of, stages_of
from submission.campaigns.store import assessments, campaigns, visits
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.take_step import take_step
from submission.editions import store as editions
from submission.editions.domain.naming import check_named


async def set_visits(
    session: Session,
    campaign_code: str,
    codes: Sequence[str],
    principal: Principal,
    *,
    reason: str | None,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptCampaign:
    """Return the campaign. The same again changes nothing.

    Its assessments are locked, so that no level is decided meanwhile.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        OutdatedChange, Conflict: It starts from another state, or the campaign is closed.
        Unprocessable: Its kind has no visits, a code is no indicator, or an open one has no reason.
    """
    present = await find_own_campaign(session, campaign_code, principal, lock=True)
    wanted = sorted(codes)
    is_same = wanted == await visits.of_campaign(session, campaign_code)
    if is_repeated(seen, present, is_same=is_same):
        return present
    changed = take_step(present, "visits")
    _require_visiting(present)
    edition = await editions.find(session, present.campaign.edition_code)
    if edition is not None:
        refuse(check_named(codes, edition, pointer="/indicator_codes/{}"))
    refuse(_unreasoned(present, reason))
    await assessments.lock_all(session, campaign_code)
    await visits.replace_all(session, campaign_code, wanted)
    await campaigns.save(session, changed)
    await campaigns.add_step(
        session,
        changed,
        "visits",
        reason=reason,
        indicator_codes=wanted,
        act=Act(principal.subject, clock.now()),
    )
    return changed


def _require_visiting(present: KeptCampaign) -> None:
    kind = present.campaign.kind
    if any(stage.minutes == "observation" for stage in stages_of(kind)):
        return
    code, name = present.campaign.code, name_of(kind)
    raise Unprocessable(
        Text(
            f"Kegiatan {code} adalah {name.id} dan tidak mempunyai tahap kunjungan.",
            f"The campaign {code} is {name.en}: it has no stage of visits.",
        ),
        errors=[
            Refusal("/indicator_codes", Text("tidak ada tahap kunjungan", "has no stage of visits"))
        ],
    )


def _unreasoned(present: KeptCampaign, reason: str | None) -> Iterator[Refusal]:
    if present.state == "open" and reason is None:
        yield Refusal(
            "/reason", Text("wajib bila kegiatan sudah dibuka", "is required once it is open")
        )
