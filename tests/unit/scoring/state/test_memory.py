"""The memory forgets what is not certain any more."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from tests.unit.rules.samples import edition

from rules.compiled import CompiledEdition
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.locked import Remembered
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import EVALUATION
from scoring.state.store.memory import Memory

COMPILED = CompiledEdition(edition())


def remembered(assessment_id: UUID, version: int = 1) -> Remembered:
    opening = Opening(
        assessment_id,
        "c",
        "1",
        "contoh",
        None,
        "2026",
        datetime(2026, 1, 1, tzinfo=UTC),
        EVALUATION,
    )
    return Remembered(opening, Assessment(COMPILED, EVALUATION), version)


def test_what_is_taken_out_is_gone_until_it_is_put_back() -> None:
    memory, one = Memory(capacity=10), uuid4()
    memory.put({one: remembered(one)})

    assert memory.take(one, 1) is not None
    assert memory.take(one, 1) is None


def test_another_version_is_not_trusted() -> None:
    memory, one = Memory(capacity=10), uuid4()
    memory.put({one: remembered(one, version=1)})

    assert memory.take(one, 2) is None
    assert not memory.knows(one)


def test_it_never_grows_above_its_capacity() -> None:
    memory = Memory(capacity=3)
    ids = [uuid4() for _ in range(5)]
    for each in ids:
        memory.put({each: remembered(each)})

    assert [memory.knows(each) for each in ids] == [False, False, True, True, True]


def test_the_tree_is_good_for_one_version_of_the_structure() -> None:
    memory, tree = Memory(capacity=1), AgencyTree()
    memory.put_tree(4, tree)

    assert memory.tree(4) is tree
    assert memory.tree(5) is None


def test_forgetting_leaves_only_what_never_changes() -> None:
    memory, one = Memory(capacity=10), uuid4()
    memory.editions["contoh"] = COMPILED
    memory.put({one: remembered(one)})
    memory.put_tree(1, AgencyTree())
    memory.forget()

    assert memory.take(one, 1) is None
    assert memory.tree(1) is None
    assert memory.editions == {"contoh": COMPILED}
