"""Judge what is due to the agencies of a campaign, from what the service holds, all at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from rules.tree import upwards
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, today_in, zone_of
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.usecases.find import find_campaign
from submission.consequences.domain.acknowledgement import Acknowledgement
from submission.consequences.domain.entries import Verdict, entries_of, on_the_list
from submission.consequences.domain.extent import periods_of_set
from submission.consequences.domain.listed import Listed
from submission.consequences.domain.rule_set import RuleSet, in_force
from submission.consequences.domain.standing import Standing
from submission.consequences.domain.upheavals import upheavals_of
from submission.consequences.store import acknowledgements, rule_sets
from submission.consequences.store.packaged import packaged
from submission.consequences.usecases.find_akip import find_akip
from submission.consequences.usecases.find_instructions import find_instructions
from submission.consequences.usecases.find_results import find_results
from submission.progress.store import parts
from submission.progress.usecases.compare_years import with_predecessors


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; None: all. `below`: of an agency and of all below it."""

    agency_code: str | None = None
    below: bool = False
    verdict: Verdict | None = None
    is_acknowledged: bool | None = None


async def judge_campaign(
    session: Session, campaign_code: str, principal: Principal, wanted: Wanted, *, clock: Clock
) -> Sequence[Listed]:
    """Return what is due within reach, by the codes of agencies and in the order of the rules.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    campaign = (await find_campaign(session, campaign_code, principal)).campaign
    root = wanted.agency_code or AGENCIES.root_of(principal)
    assessed = await assessed_parts(session, campaign_code, principal, wanted)
    standings = await _standings(session, campaign, assessed, root=root, clock=clock)
    found = [
        each
        for standing, rule_set in standings
        for each in _listed(standing, rule_set, assessed[standing.agency_code])
    ]
    return [
        each
        for each in await _with_acknowledgements(session, found)
        if wanted.verdict in (None, each.entry.verdict)
        and wanted.is_acknowledged in (None, each.is_acknowledged)
    ]


async def assessed_parts(
    session: Session, campaign_code: str, principal: Principal, wanted: Wanted
) -> Mapping[str, UUID]:
    """Return the wanted assessments of a campaign by their agencies, which are within reach."""
    root = wanted.agency_code or AGENCIES.root_of(principal)
    only = None if wanted.below else wanted.agency_code
    rows = await parts.parts(session, campaign_code, root_code=root)
    return {row.agency_code: row.assessment_id for row in rows if only in (None, row.agency_code)}


async def _standings(
    session: Session, campaign: Campaign, codes: Collection[str], *, root: str, clock: Clock
) -> Sequence[tuple[Standing, RuleSet]]:
    """Return how agencies stand, each with the rules that are in force for it."""
    above = await agencies.find_all(session, await agencies.line(session, *codes))
    known = await with_predecessors(session, codes)
    rules = await _rules(session, codes, above, day=campaign.period.last_day)
    now = clock.now()
    zones = {code: zone_of(code, above) for code in codes}
    days = {code: today_in(zone, now) for code, zone in zones.items()}
    looked_at = [periods_of_set(each, campaign.period.code) for each in rules.values()]
    longest = max(looked_at, key=len, default=())
    results = await find_results(session, campaign, days, periods=longest)
    until = {code: min(day, campaign.period.last_day) for code, day in days.items()}
    instructions = await find_instructions(session, root, until, zones)
    akip = await find_akip(session, campaign, codes)
    return [
        (
            Standing(
                agency_code=code,
                period=campaign.period.code,
                day=until[code],
                results=results.get(code, ()),
                instructions=instructions.get(code, ()),
                akip=akip.get(code),
                upheavals=[*upheavals_of(known[code], known, today=days[code])],
            ),
            rules[code],
        )
        for code in sorted(codes)
    ]


async def _rules(
    session: Session, codes: Collection[str], above: Mapping[str, Agency], *, day: date
) -> Mapping[str, RuleSet]:
    """Return the rules by which a period that ends on a day is judged, for each agency.

    `above`: the agencies and all above them.
    """
    published = await rule_sets.of_agencies(session, above)
    kept = [packaged(), *(each.rule_set for each in published)]
    found = {code: in_force(kept, line_of(code, above), day) for code in codes}
    return {code: rule_set or packaged() for code, rule_set in found.items()}


def line_of(code: str, known: Mapping[str, Agency]) -> list[str]:
    """Return an agency and all above it, itself first."""
    return [*upwards(code, lambda each: known[each].parent_code if each in known else None)]


def _listed(standing: Standing, rule_set: RuleSet, assessment_id: UUID) -> Iterator[Listed]:
    for entry in on_the_list(entries_of(rule_set, standing)):
        yield Listed(assessment_id=assessment_id, entry=entry, sha256=entry.content_hash)


async def _with_acknowledgements(session: Session, found: Sequence[Listed]) -> Sequence[Listed]:
    taken: defaultdict[tuple[UUID, str], list[Acknowledgement]] = defaultdict(list)
    ids = {each.assessment_id for each in found}
    for one in await acknowledgements.of_assessments(session, ids):
        taken[one.assessment_id, one.rule_code].append(one)
    return [
        replace(each, acknowledgements=(*taken[each.assessment_id, each.entry.rule.code],))
        for each in found
    ]
