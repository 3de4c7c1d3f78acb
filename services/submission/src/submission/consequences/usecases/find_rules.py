"""Find the versions of rules that concern the agencies within reach."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in, zone_of
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.consequences.domain.rule_set import PublishedRuleSet, in_force, place_of
from submission.consequences.store import rule_sets
from submission.consequences.store.packaged import packaged, packaged_document
from submission.consequences.usecases.judge import line_of


async def list_rules(
    session: Session, agency_code: str, *, clock: Clock
) -> tuple[Sequence[PublishedRuleSet], PublishedRuleSet]:
    """Return all versions of an agency and of those above it, and the one in force for it today.

    That of the release comes first, then by agency and version.
    """
    above = await agencies.find_all(session, await agencies.line(session, agency_code))
    own = await rule_sets.of_agencies(session, above)
    found = [packaged_document(), *sorted(own, key=lambda each: place_of(each.rule_set))]
    line = line_of(agency_code, above)
    today = today_in(zone_of(agency_code, above), clock.now())
    chosen = in_force([each.rule_set for each in found], line, today) or packaged()
    return found, next(each for each in found if each.rule_set == chosen)


async def find_rules(
    session: Session, agency_code: str, version: int, principal: Principal
) -> PublishedRuleSet:
    """Return a version of a region that is within reach, or above the token's agency.

    Raises:
        NotFound: There is no such agency or version.
    """
    own = await agencies.line(session, AGENCIES.root_of(principal))
    if agency_code not in own:
        await check_reach(session, principal, agency_code, pointer="agency_code")
    for each in await rule_sets.of_agencies(session, [agency_code]):
        if each.rule_set.version == version:
            return each
    raise missing(
        "version",
        Text(
            f"{agency_code} tidak mempunyai versi {version}.",
            f"{agency_code} has no version {version}.",
        ),
    )
