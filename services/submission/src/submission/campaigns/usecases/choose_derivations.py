"""Let a campaign choose another derivation set of its edition, for all of its assessments."""

from dataclasses import dataclass, replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.ids import new_id
from kit.outbox import emit
from rules.revision import SeenRevisions, is_repeated
from submission.agencies.events import SOURCE
from submission.campaigns import events
from submission.campaigns.domain.campaign import KeptCampaign, no_derivation_set
from submission.campaigns.store import assessments, campaigns
from submission.campaigns.usecases.find import find_own_campaign
from submission.campaigns.usecases.refuse_unknown import refuse_unknown
from submission.campaigns.usecases.take_step import require_not_closed
from submission.editions import store as editions


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationsChoice:
    """The version that a campaign is to have; its writer has seen revisions of the campaign."""

    campaign_code: str
    version: int
    seen: SeenRevisions | None


async def choose_derivations(
    session: Session, choice: DerivationsChoice, principal: Principal, *, clock: Clock
) -> tuple[KeptCampaign, bool]:
    """Return the campaign, and whether it changed. The same version again changes nothing.

    Each assessment gets its own event, in the order of its decisions; all name one rederivation.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
        Forbidden: It was opened for an agency above the subtree.
        Conflict: It is closed.
        OutdatedChange: It does not start from the present state.
        Unprocessable: The edition has no such derivation set.
    """
    present = await find_own_campaign(
        session, choice.campaign_code, principal, clock=clock, lock=True
    )
    require_not_closed(present)
    campaign = present.campaign
    is_same = campaign.derivation_set_version == choice.version
    if is_repeated(choice.seen, present, is_same=is_same):
        return present, False
    wanted = replace(campaign, derivation_set_version=choice.version)
    versions = await editions.versions(session, campaign.edition_code)
    if choice.version not in versions:
        edition = await editions.find(session, campaign.edition_code)
        wrong = [no_derivation_set(campaign.edition_code, choice.version)]
        refuse_unknown(wrong, wanted, edition, versions=versions)
    changed = replace(
        present,
        campaign=wanted,
        revision=present.revision + 1,
        # While it is planned there is nothing to derive.
        rederivation_id=new_id() if present.state == "open" else None,
    )
    await _save(session, changed, choice.version, principal, clock=clock)
    return changed, True


async def _save(
    session: Session, changed: KeptCampaign, version: int, principal: Principal, *, clock: Clock
) -> None:
    now = clock.now()
    await campaigns.save(session, changed)
    parts = await assessments.choose(session, changed.campaign.code, version)
    emitted = [
        events.derivations_chosen(
            part,
            changed.rederivation_id,
            of=len(parts),
            chosen_by=principal.subject,
            chosen_at=now,
        )
        for part in parts
    ]
    await emit(session, emitted, source=SOURCE, clock=clock)
