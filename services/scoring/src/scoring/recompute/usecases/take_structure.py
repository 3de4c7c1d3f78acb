"""Store editions, derivation sets, agencies and openings, and find all assessments they touch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kit.database import Session, after_commit
from rules.derivation import DerivationError
from rules.edition import EditionError
from rules.published import derivation_set_of, edition_of
from scoring.recompute.domain.arrivals import (
    Arrivals,
    ArrivedAgency,
    ArrivedDocument,
    ArrivedOpening,
)
from scoring.rederivation import store as rederivation
from scoring.state.domain.agency import Agency, AgencyTree
from scoring.state.domain.intake import Intake
from scoring.state.domain.opening import SetKey
from scoring.state.store import agency, assessment, edition, structure
from scoring.state.store.memory import Memory


async def take_structure(
    session: Session, arrivals: Arrivals, intake: Intake, memory: Memory
) -> AgencyTree:
    """Store what is new, refuse what contradicts it, and return the agency tree after it."""
    version = await structure.lock_to_change(session)
    for arrived in arrivals.editions:
        await _take_edition(session, arrived, intake)
    for arrived in arrivals.sets:
        await _take_set(session, arrived, intake)
    tree = await agency.tree(session)
    if arrivals.agencies:
        tree = await _take_agencies(session, arrivals.agencies, tree, intake)
    after_commit(session, lambda: memory.put_tree(version, tree))
    if arrivals.openings:
        await _take_openings(session, arrivals.openings, intake)
    if arrivals.choices:
        await rederivation.add(session, arrivals.choices)  # they are followed in the background
    return tree


async def _take_edition(session: Session, arrived: ArrivedDocument, intake: Intake) -> None:
    try:
        code = edition_of(arrived.body).code
    except (EditionError, ValueError) as error:
        intake.refuse(arrived, f"no edition: {error}")
        return
    if await edition.add_edition(
        session, code, content_hash=arrived.content_hash, body=arrived.body
    ):
        intake.editions.append(code)
        intake.touch_all(await assessment.on_editions(session, [code]), arrived.cause)
    elif await edition.edition_hash(session, code) != arrived.content_hash:
        intake.refuse(arrived, f"edition {code} was published otherwise")


async def _take_set(session: Session, arrived: ArrivedDocument, intake: Intake) -> None:
    try:
        found = derivation_set_of(arrived.body)
    except (DerivationError, ValueError) as error:
        intake.refuse(arrived, f"no derivation set: {error}")
        return
    key = SetKey(found.edition_code, found.version)
    if await edition.add_set(session, found, content_hash=arrived.content_hash, body=arrived.body):
        intake.sets.append(key)
        openings = await assessment.on_editions(session, [found.edition_code])
        intake.touch_all((each for each in openings if each.set_key == key), arrived.cause)
    elif await edition.set_hash(session, key) != arrived.content_hash:
        intake.refuse(arrived, f"derivation set {key} was published otherwise")


async def _take_agencies(
    session: Session, arrived: Sequence[ArrivedAgency], before: AgencyTree, intake: Intake
) -> AgencyTree:
    """Write newer states; touch the assessments above, then and now, and those of heirs too."""
    newest: dict[str, ArrivedAgency] = {}
    for each in arrived:
        code = each.agency.code
        known = newest.get(code)
        if each.agency.parent_code == code:
            intake.refuse(each, f"{code} would stand above itself")
        elif known is None or each.revision > known.revision:
            newest[code] = each
    written = await agency.upsert(session, [(e.revision, e.agency) for e in newest.values()])
    intake.agencies.extend(sorted(written))
    after = await agency.tree(session)
    for code in sorted(written):
        if _is_moved(before.agencies.get(code), after.agencies[code]):
            above = {*_above_heirs(before, code), *_above_heirs(after, code)}
            openings = await assessment.of_agencies(session, above)
            ruled = (each for each in openings if each.set_key is not None)
            intake.touch_all(ruled, newest[code].cause)
    return after


def _is_moved(before: Agency | None, after: Agency) -> bool:
    """Say whether more than the name changed, so that subtrees or years before are others now."""
    return before is None or replace(before, name=after.name) != after


def _above_heirs(tree: AgencyTree, code: str) -> Iterator[str]:
    """Yield an agency, those that took over from it alone, and all above any of them."""
    for heir in tree.heirs(code):
        yield from tree.upwards(heir)


async def _take_openings(
    session: Session, arrived: Sequence[ArrivedOpening], intake: Intake
) -> None:
    """Store openings; a second one of the same assessment must say the same."""
    first = {each.opening.assessment_id: each for each in reversed(arrived)}
    added = await assessment.add(session, [each.opening for each in first.values()])
    intake.openings.extend(sorted(added))
    for assessment_id in added:
        intake.touch_all([first[assessment_id].opening], first[assessment_id].cause)
    if len(added) == len(arrived):
        return
    known = await assessment.find(session, first)
    rederived = await rederivation.rederived(session, first)
    for each in arrived:
        opening = known[each.opening.assessment_id]
        if opening.assessment_id in rederived:
            version = each.opening.derivation_set_version
            opening = replace(opening, derivation_set_version=version)
        if each.opening != opening:
            intake.refuse(each, "the assessment was opened otherwise before")
