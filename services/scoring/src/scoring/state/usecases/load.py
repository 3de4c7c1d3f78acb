"""Load what scores are made of into the memory: editions, derivation sets, assessments."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from kit.database import Session
from rules.compiled import CompiledEdition
from rules.edition import Edition
from rules.published import derivation_set_of, edition_of
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.locked import Counts, Remembered
from scoring.state.domain.opening import Opening
from scoring.state.store import assessment, derived, edition, level
from scoring.state.store.memory import Memory


async def load_assessments(
    session: Session, counts: Mapping[UUID, Counts], memory: Memory
) -> dict[UUID, Remembered]:
    """Take these locked assessments out of the memory, or read them.

    Those that were not opened yet, or whose edition is not known, are missing.
    """
    loaded: dict[UUID, Remembered] = {}
    missing: list[UUID] = []
    for assessment_id, count in counts.items():
        remembered = memory.take(assessment_id, count.version)
        if remembered is None:
            missing.append(assessment_id)
        else:
            loaded[assessment_id] = remembered
    if missing:
        openings = await assessment.find(session, missing)
        for read, opening in await read_assessments(session, openings.values(), memory):
            version = counts[opening.assessment_id].version
            loaded[opening.assessment_id] = Remembered(opening, read, version)
    return loaded


async def read_assessments(
    session: Session, openings: Iterable[Opening], memory: Memory
) -> list[tuple[Assessment, Opening]]:
    """Read the state of those assessments whose edition is known."""
    wanted = [*openings]
    await load_editions(session, {opening.edition_code for opening in wanted}, memory)
    known = {
        opening.assessment_id: Assessment(memory.editions[opening.edition_code], opening.stages)
        for opening in wanted
        if opening.edition_code in memory.editions
    }
    for row in await level.of(session, known):
        found = known[row.assessment_id]
        indicator = found.compiled.edition.position[row.indicator_code]
        answer = None if row.level is None else found.compiled.answer_of(indicator, row.level)
        found.decide(indicator, row.stage, Decision(row.revision, answer))
    for line in await derived.of(session, known):
        found = known[line.assessment_id]
        found.derive(found.compiled.edition.position[line.indicator_code], line.derived)
    chosen = [opening for opening in wanted if opening.assessment_id in known]
    await load_sets(session, chosen, memory)
    for opening in chosen:
        rules = memory.set_of(opening)
        if rules is not None:
            known[opening.assessment_id].floors = rules.floors
    for found in known.values():
        found.tracks()
        found.take_moves(first=False)
    return [(known[o.assessment_id], o) for o in wanted if o.assessment_id in known]


async def load_editions(session: Session, codes: Iterable[str], memory: Memory) -> None:
    """Bring these editions into the memory, as far as they were published."""
    missing = [code for code in codes if code not in memory.editions]
    if missing:
        for code, document in (await edition.editions(session, missing)).items():
            memory.editions[code] = CompiledEdition(edition_of(document.body))


async def known_editions(
    session: Session, codes: Iterable[str], memory: Memory
) -> Mapping[str, Edition]:
    """Return these editions by code, as far as they were published."""
    wanted = {*codes}
    await load_editions(session, wanted, memory)
    return {code: memory.editions[code].edition for code in wanted & memory.editions.keys()}


async def load_sets(session: Session, openings: Iterable[Opening], memory: Memory) -> None:
    """Bring these assessments' derivation sets into the memory, as far as they were published."""
    missing = {key for opening in openings if (key := opening.set_key) is not None}
    missing.difference_update(memory.sets)
    if missing:
        for key, document in (await edition.sets(session, missing)).items():
            memory.sets[key] = derivation_set_of(document.body)
