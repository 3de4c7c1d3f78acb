"""Let a campaign choose another derivation set of its edition, for all of its assessments."""

from collections.abc import Iterator
from dataclasses import dataclass

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import FieldError, NotFound
from kit.ids import new_id
from kit.languages import Text
from kit.outbox import emit
from kit.web import etag, require_match, starts_before
from submission.agencies.events import SOURCE
from submission.agencies.usecases.check_reach import out_of_reach, root_of
from submission.agencies.usecases.refuse_broken_rules import refuse_broken_rules
from submission.campaigns import events
from submission.campaigns.store import assessments, campaigns
from submission.campaigns.store.tables import CampaignRow
from submission.editions import store as editions
from submission.editions.domain.rule import BrokenRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationsChoice:
    """Which version a campaign is to have, and from which state of it the wish starts."""

    campaign_code: str
    version: int
    if_match: str | None


async def choose_derivations(
    session: Session, choice: DerivationsChoice, principal: Principal, *, clock: Clock
) -> tuple[CampaignRow, bool]:
    """Return the campaign, and whether it changed. The same version again changes nothing.

    Each assessment gets its own event, in the order of its decisions; all name one rederivation.

    Raises:
        NotFound: There is no such campaign.
        Forbidden: It was opened for an agency outside the subtree of the token's agency.
        PreconditionRequired, PreconditionFailed: It does not start from the present state.
        Unprocessable: The edition has no such derivation set.
    """
    row = await campaigns.lock(session, choice.campaign_code)
    if row is None:
        raise unknown(choice.campaign_code)
    if not await campaigns.is_opened_within(session, row, root_code=root_of(principal)):
        raise out_of_reach(choice.campaign_code, pointer="path/campaign_code")
    unchanged = row.derivation_set_version == choice.version
    if unchanged and starts_before(choice.if_match, row.revision):
        return row, False
    body = row.model_dump(mode="json", exclude={"opened_by"})
    require_match(choice.if_match, etag(row.revision), body)
    versions = await editions.versions(session, row.edition_code)
    refuse_broken_rules(_check(row, choice.version, versions))
    now = clock.now()
    chosen = await campaigns.choose(session, row, choice.version, rederivation_id=new_id())
    changed = await assessments.choose(session, row.campaign_code, choice.version)
    announced = [
        events.derivations_chosen(
            each, chosen, of=len(changed), chosen_by=principal.subject, chosen_at=now
        )
        for each in changed
    ]
    await emit(session, announced, source=SOURCE, clock=clock)
    return row, True


def unknown(campaign_code: str) -> NotFound:
    """Return the error for a campaign that does not exist."""
    return NotFound(
        Text(f"Kegiatan {campaign_code} tidak ada.", f"There is no campaign {campaign_code}."),
        errors=[FieldError("path/campaign_code", Text("tidak ada", "does not exist"))],
    )


def _check(row: CampaignRow, version: int, versions: list[int]) -> Iterator[BrokenRule]:
    if version not in versions:
        yield BrokenRule(
            "/derivation_set_version",
            f"edisi {row.edition_code} tidak memiliki himpunan turunan {version}",
            f"the edition {row.edition_code} has no derivation set {version}",
        )
