"""Find who may decide about indicators now, by the rule that refuses others (`check_assigned`)."""

from collections.abc import Collection, Mapping, Sequence

from kit.clock import Clock
from kit.database import Session
from rules.tree import upwards
from submission.assignments import store
from submission.assignments.domain import Deciders, deciders_of
from submission.assignments.usecases.check_parts import nodes_of
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import Stage
from submission.campaigns.domain.team import DATA_ENTRY
from submission.campaigns.store import team


async def find_deciders(
    session: Session,
    assessment: Assessment,
    stage: Stage,
    indicator_codes: Collection[str],
    *,
    clock: Clock,
) -> Mapping[str, Sequence[Deciders]]:
    """Return all who may decide about each indicator at a stage; none: it has to be assigned.

    Assessors with a conflict of interest may not.
    """
    if not indicator_codes:
        return {}
    code = assessment.campaign_code
    assigned = await find_assigned(session, code, assessment.agency_code, clock=clock)
    members = await team.of_campaign(session, code)
    typists = [each.subject for each in members if DATA_ENTRY in each.functions]
    parents = await nodes_of(session, assessment.edition_code)
    declared = await store.conflicts_of(session, code)
    found: dict[str, Sequence[Deciders]] = {}
    for each in indicator_codes:
        nodes = {*upwards(each, parents.get)}
        kept_away = {
            conflict.subject
            for conflict in declared
            if conflict.blocks(conflict.subject, assessment.agency_code, nodes=nodes)
        }
        found[each] = deciders_of(
            stage, assigned, nodes=nodes, typists=typists, kept_away=kept_away
        )
    return found
