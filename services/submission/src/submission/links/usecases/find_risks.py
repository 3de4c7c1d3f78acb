"""Find what is at risk in assessments now, on the local day of each agency."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.domain import TimeZone
from submission.assessments.domain.stage import stage_levels
from submission.assessments.store import decisions
from submission.assessments.usecases.find_stage import find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.links.domain.link import Link, counting
from submission.links.domain.risk import (
    Held,
    IndicatorRisk,
    LinkRisk,
    is_reviewed_level,
    link_risks,
    reviewed_from,
    risks_of,
)
from submission.links.store import links as store
from submission.links.store import risks as told_risks


@dataclass(frozen=True, slots=True)
class Risks:
    """What is at risk in an assessment, by indicator and by link, in the zone of its agency.

    `told`: what was told of it last. `counting`: the links that its indicators rest on.
    """

    zone: TimeZone
    indicators: tuple[IndicatorRisk, ...]
    links: Sequence[LinkRisk]
    told: tuple[IndicatorRisk, ...]
    counting: frozenset[UUID]

    def of_link(self, link_id: UUID) -> list[LinkRisk]:
        """Return what is wrong with a link."""
        return [each for each in self.links if each.link.link_id == link_id]


async def find_risks(
    session: Session, assessments: Collection[Assessment], *, clock: Clock
) -> Mapping[UUID, Risks]:
    """Return what is at risk in assessments, by their ids."""
    ids = [each.assessment_id for each in assessments]
    by_id: dict[UUID, list[Link]] = {each: [] for each in ids}
    for link in await store.present(session, ids):
        by_id[link.assessment_id].append(link)
    told = await told_risks.told(session, ids)
    zones = await _zones(session, assessments)
    found: dict[UUID, Risks] = {}
    for each in assessments:
        key, zone = each.assessment_id, zones[each.agency_code]
        held = await _held(session, each, by_id[key])
        of_links = link_risks(by_id[key], held, zone=zone, now=clock.now())
        before = told.get(key, ())
        counted = frozenset(link.link_id for link in counting(by_id[key]))
        found[key] = Risks(zone, risks_of(of_links, before), of_links, before, counted)
    return found


async def _zones(session: Session, assessments: Iterable[Assessment]) -> dict[str, TimeZone]:
    codes = sorted({each.agency_code for each in assessments})
    return {code: await agencies.time_zone(session, code) for code in codes}


async def _held(session: Session, assessment: Assessment, links: Iterable[Link]) -> dict[str, Held]:
    """Return the levels that a review record proves, where one is linked at all."""
    least = reviewed_from(assessment.edition_code)
    codes = {each.indicator_code for each in links if each.proof.kind == "review"}
    if least is None or not codes:
        return {}
    stages = [each.code for each in await find_stages(session, assessment)]
    newest = await decisions.all_newest(session, assessment.assessment_id)
    return {
        code: Held(counted.level, counted.decided_at)
        for _, counted in stage_levels(newest, stages)
        if (code := counted.indicator_code) in codes
        and counted.level is not None
        and counted.decided_at is not None
        and is_reviewed_level(counted.level, least)
    }
