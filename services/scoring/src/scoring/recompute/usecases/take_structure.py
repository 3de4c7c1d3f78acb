"""Take editions, derivation sets, agencies and openings, and mark every assessment they touch."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kit.consumer import Received, refuse
from kit.database import Session, after_commit
from rules.derivation import DerivationError, DerivationSet
from rules.edition import Edition, EditionError
from rules.published import derivation_set_of, edition_of
from scoring.rederivation import store as rederivation
from scoring.rederivation.store import Choice
from scoring.state.domain.agency import Agency, AgencyTree
from scoring.state.domain.assessment import Opening
from scoring.state.events.scores import Cause
from scoring.state.store import agency, assessment, edition, structure
from scoring.state.store.edition import SetKey
from scoring.state.store.history import News
from scoring.state.store.memory import Memory
from scoring.state.usecases.mark import Marked, mark_anew


@dataclass(frozen=True, slots=True)
class Published:
    """An edition or a derivation set as it arrived."""

    body: str
    content_hash: str
    cause: Cause
    message: Received


@dataclass(frozen=True, slots=True)
class ChangedAgency:
    """An agency's new state as it arrived."""

    revision: int
    agency: Agency
    cause: Cause
    message: Received


@dataclass(frozen=True, slots=True)
class Opened:
    """An opening as it arrived."""

    opening: Opening
    cause: Cause
    message: Received


@dataclass(slots=True)
class Structure:
    """What of a batch changes what scores are made of."""

    editions: list[Published] = field(default_factory=list)
    sets: list[Published] = field(default_factory=list)
    agencies: list[ChangedAgency] = field(default_factory=list)
    openings: list[Opened] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.editions, self.sets, self.agencies, self.openings, self.choices))


async def take_structure(
    session: Session, batch: Structure, marked: Marked, memory: Memory, *, news: News
) -> AgencyTree:
    """Store what is new, refuse what contradicts it, and return the agency tree after it.

    `news` is told what is to be recorded.
    """
    version = await structure.lock_to_change(session)
    for published in batch.editions:
        await _take_edition(session, published, marked, news)
    for published in batch.sets:
        await _take_set(session, published, marked, news)
    tree = await agency.tree(session)
    if batch.agencies:
        tree = await _take_agencies(session, batch.agencies, marked, tree, news=news)
    after_commit(session, lambda: memory.put_tree(version, tree))
    if batch.openings:
        await _take_openings(session, batch.openings, marked, news)
    if batch.choices:
        await rederivation.add(session, batch.choices)  # what follows is done in the background
    return tree


async def _take_edition(session: Session, published: Published, marked: Marked, news: News) -> None:
    try:
        found: Edition = edition_of(published.body)
    except (EditionError, ValueError) as error:
        refuse(session, published.message, f"no edition: {error}")
        return
    if await edition.add_edition(
        session, found.code, content_hash=published.content_hash, body=published.body
    ):
        news.editions.append(found.code)
        touched = await assessment.on_editions(session, [found.code])
        mark_anew(marked, touched, [published.cause])
    elif await edition.edition_hash(session, found.code) != published.content_hash:
        refuse(session, published.message, f"edition {found.code} was published otherwise")


async def _take_set(session: Session, published: Published, marked: Marked, news: News) -> None:
    try:
        found: DerivationSet = derivation_set_of(published.body)
    except (DerivationError, ValueError) as error:
        refuse(session, published.message, f"no derivation set: {error}")
        return
    key = SetKey(found.edition_code, found.version)
    if await edition.add_set(
        session, found, content_hash=published.content_hash, body=published.body
    ):
        news.sets.append(key)
        on_edition = await assessment.on_editions(session, [found.edition_code])
        touched = [each for each in on_edition if each.derivation_set_version == found.version]
        mark_anew(marked, touched, [published.cause])
    elif await edition.set_hash(session, key) != published.content_hash:
        refuse(session, published.message, f"derivation set {key} was published otherwise")


async def _take_agencies(
    session: Session,
    changes: Sequence[ChangedAgency],
    marked: Marked,
    before: AgencyTree,
    *,
    news: News,
) -> AgencyTree:
    """Write newer states; who stood or stands above a moved agency is touched."""
    newest: dict[str, ChangedAgency] = {}
    for change in changes:
        known = newest.get(change.agency.code)
        if change.agency.parent_code == change.agency.code:
            refuse(session, change.message, f"{change.agency.code} would stand above itself")
        elif known is None or change.revision > known.revision:
            newest[change.agency.code] = change
    rows = [(change.revision, change.agency) for change in newest.values()]
    written = await agency.upsert(session, rows)
    news.agencies.extend(sorted(written))
    after = await agency.tree(session)
    for code in sorted(written):
        if _moved(before.agencies.get(code), after.agencies[code]):
            above = {*before.upwards(code), *after.upwards(code)}
            ruled = [
                opening
                for opening in await assessment.of_agencies(session, above)
                if opening.derivation_set_version is not None
            ]
            mark_anew(marked, ruled, [newest[code].cause])
    return after


def _moved(before: Agency | None, after: Agency) -> bool:
    """Say whether more than the name changed, so that subtrees are others now."""
    return before is None or replace(before, name=after.name) != after


async def _take_openings(
    session: Session, opened: Sequence[Opened], marked: Marked, news: News
) -> None:
    """Store openings; a second one of the same assessment must say the same."""
    first = {each.opening.assessment_id: each for each in reversed(opened)}
    added = await assessment.add(session, [each.opening for each in first.values()])
    news.openings.extend(sorted(added))
    for assessment_id in added:
        mark_anew(marked, [first[assessment_id].opening], [first[assessment_id].cause])
    if len(added) == len(opened):
        return
    known = await assessment.find(session, first)
    rederived = await rederivation.rederived(session, first)
    for each in opened:
        opening = known[each.opening.assessment_id]
        if opening.assessment_id in rederived:
            version = each.opening.derivation_set_version
            opening = replace(opening, derivation_set_version=version)
        if each.opening != opening:
            refuse(session, each.message, "the assessment was opened otherwise before")
