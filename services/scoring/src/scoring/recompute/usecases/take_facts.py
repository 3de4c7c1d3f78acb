"""Take observed facts and mark the rules that read them, of all assessments up the tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kit.database import Session
from rules.condition import Need, Subject, period_read
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Opening
from scoring.state.events.scores import Cause
from scoring.state.store import assessment, fact
from scoring.state.store.fact import Observed
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_sets, set_key
from scoring.state.usecases.mark import Marked, mark_rule, mark_watched


class ObservedFact(NamedTuple):
    """An observation and how a score change names it."""

    row: Observed
    cause: Cause


Index = dict[tuple[str, str], list[ObservedFact]]


async def take_facts(
    session: Session,
    observed: Sequence[ObservedFact],
    marked: Marked,
    *,
    tree: AgencyTree,
    memory: Memory,
) -> list[Observed]:
    """Store newer observations and return them.

    The structure must be locked, to read or to change.
    """
    newest: dict[tuple[str, str, str, str], ObservedFact] = {}
    for each in observed:
        known = newest.get(each.row.key)
        if known is None or each.row.revision > known.row.revision:
            newest[each.row.key] = each
    # Writers of the same rows meet in the same order.
    ordered = [newest[key] for key in sorted(newest)]
    written = await fact.upsert(session, [each.row for each in ordered])
    newer = [each for each in ordered if each.row.key in written]
    index: Index = defaultdict(list)
    above: dict[str, frozenset[str]] = {}
    for each in newer:
        row = each.row
        index[row.fact, row.period].append(each)
        if row.agency_code not in above:
            above[row.agency_code] = frozenset(tree.upwards(row.agency_code))
    if not index:
        return []
    openings = await assessment.of_agencies(session, frozenset().union(*above.values()))
    await load_sets(session, openings, memory)
    for opening in openings:
        _mark(marked, opening, index, above, memory)
    return [each.row for each in newer]


def _mark(
    marked: Marked, opening: Opening, index: Index, above: dict[str, frozenset[str]], memory: Memory
) -> None:
    key = set_key(opening)
    if key not in memory.sets:
        return
    subject = Subject(opening.agency_code, opening.period)
    for rule in memory.sets[key].rules:
        for each in _read_by(rule.needs, subject, index, above):
            mark_rule(marked, opening, rule.code, each.cause)
    for watching in memory.sets[key].contradictions:
        if any(True for _ in _read_by(watching.needs, subject, index, above)):
            mark_watched(marked, opening, watching.code)


def _read_by(
    needs: Iterable[Need], subject: Subject, index: Index, above: dict[str, frozenset[str]]
) -> Iterator[ObservedFact]:
    for need in needs:
        period = period_read(need.fact, subject, need.year_offset)
        for each in index.get((need.fact.name, period or ""), ()):
            code = each.row.agency_code
            below = need.scope == "subtree" and subject.agency_code in above[code]
            if below or code == subject.agency_code:
                yield each
