"""Store observed facts, and find the rules that read them, of all assessments up the tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kit.database import Session
from rules.condition import Need, Subject
from rules.quarter import periods_read
from scoring.state.domain.agency import AgencyTree, Readers
from scoring.state.domain.fact_view import subject_of
from scoring.state.domain.intake import Intake
from scoring.state.domain.observation import ArrivedFact
from scoring.state.domain.opening import Opening
from scoring.state.store import assessment, fact
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_sets

# Arrived facts by their names and periods.
Index = dict[tuple[str, str], list[ArrivedFact]]
# Who reads the facts of an agency in a period.
Reading = dict[tuple[str, str], Readers]


async def take_facts(
    session: Session,
    arrived: Sequence[ArrivedFact],
    intake: Intake,
    *,
    tree: AgencyTree,
    memory: Memory,
) -> None:
    """Store newer observations and note what they touch.

    The structure must be locked, to read or to change.
    """
    newest: dict[tuple[str, str, str, str], ArrivedFact] = {}
    for each in arrived:
        known = newest.get(each.key)
        if known is None or each.revision > known.revision:
            newest[each.key] = each
    # Writers of the same rows meet in the same order.
    ordered = [newest[key] for key in sorted(newest)]
    written = await fact.upsert(session, ordered)
    intake.facts = [each for each in ordered if each.key in written]
    index: Index = defaultdict(list)
    reading: Reading = {}
    for each in intake.facts:
        index[each.fact, each.period].append(each)
        key = each.agency_code, each.period
        if key not in reading:
            reading[key] = tree.readers(*key)
    if not index:
        return
    codes = frozenset().union(*(readers.above for readers in reading.values()))
    openings = await assessment.of_agencies(session, codes)
    await load_sets(session, openings, memory)
    for opening in openings:
        _touch(intake, opening, index, reading, memory)


def _touch(
    intake: Intake,
    opening: Opening,
    index: Index,
    reading: Reading,
    memory: Memory,
) -> None:
    chosen = memory.set_of(opening)
    if chosen is None:
        return
    subject = subject_of(opening)
    for rule in chosen.rules:
        for each in _read_by(rule.needs, subject, index, reading):
            intake.touch_rule(opening, rule.code, each.cause)
    for contradiction in chosen.contradictions:
        if any(True for _ in _read_by(contradiction.needs, subject, index, reading)):
            intake.touch_contradiction(opening, contradiction.code)


def _read_by(
    needs: Iterable[Need], subject: Subject, index: Index, reading: Reading
) -> Iterator[ArrivedFact]:
    for need in needs:
        for period in periods_read(need.fact, subject.period, need.year_offset):
            for each in index.get((need.fact.name, period), ()):
                readers = reading[each.agency_code, each.period]
                if readers.include(subject.agency_code, scope=need.scope):
                    yield each
