"""All scores come out of the topics again, to the byte, beside the live ones or in their place."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.component.scoring.contradictions.test_contradictions import RELATED, looking_for
from tests.component.scoring.recompute.test_any_order import cut, shuffled
from tests.component.scoring.region import (
    DINAS,
    SPBE,
    agencies,
    decided,
    edition,
    everything,
    observed,
    opened,
)
from tests.component.scoring.replaying import change, contents, publish, replayed

from kit.database import raw
from scoring.replay.consumers.order import Disorder
from scoring.replay.store import comparison as rules
from scoring.replay.store import shadow
from scoring.replay.store.tables import METADATA

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

# What a replay cannot know: which revisions once counted, and since when.
_HISTORY = (
    "level_history",
    "fact_history",
    "fact_record",
    "agency_history",
    "opening_history",
    "risk_history",
)
_UNKNOWN = ("version", "reckoned_version", "recorded_at")
_TO_RECKON = "SELECT assessment_id FROM score WHERE reckoned_by = 0 OR reckoned_version <> version"
_MADE = tuple(name for name, rule in rules.RULES.items() if rule.part in ("replaced", "completed"))


async def live(service: Service, *, seed: int = 3) -> None:
    """Let a service live through the story, in small batches and out of order."""
    chance = random.Random(seed)
    for batch in cut(shuffled(everything(), chance), chance):
        await service.hear(*batch)
        await publish(service)


def test_every_table_has_a_rule() -> None:
    assert rules.RULES.keys() == METADATA.tables.keys()
    for compared in rules.taking_part("replaced", "completed", "restored"):
        assert set(compared.rule.unlike) <= set(compared.columns), compared.name


async def test_a_replay_finds_what_is_there(service: Service) -> None:
    await live(service)
    outcome = await replayed(service)

    assert (outcome.differing, outcome.shown) == (0, [])
    assert outcome.records == len(everything())
    assert outcome.compared == len([*rules.taking_part("replaced", "completed", "restored")])
    assert await service.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'replay'") == []


@pytest.mark.parametrize("seed", range(4))
async def test_disorder_and_repetitions_end_in_the_same(service: Service, seed: int) -> None:
    await live(service, seed=seed)
    for batch_records in (1, 7, 1000):
        disorder = Disorder(seed=seed, repeated=Fraction(1, 2))
        outcome = await replayed(service, disorder=disorder, batch_records=batch_records)

        assert outcome.records == len(everything()) + round(len(everything()) / 2)
        assert (outcome.differing, outcome.shown) == (0, [])


async def test_a_difference_is_named_with_both_values(service: Service) -> None:
    await live(service)
    await change(
        service,
        "UPDATE level_state SET level = '4' WHERE indicator_code = '1' AND stage = 0",
        "DELETE FROM derived_level WHERE indicator_code = '13'",
    )
    outcome = await replayed(service)

    assert outcome.differing == 2
    by_table = {each.table: each for each in outcome.shown}
    assert by_table["derived_level"].live is None
    assert '"level": "4"' in (by_table["level_state"].live or "")
    assert '"level": "5"' in (by_table["level_state"].replayed or "")


async def test_tables_that_were_emptied_come_back_to_the_byte(service: Service) -> None:
    await live(service)
    before = await contents(service, "structure", *_HISTORY, without=_UNKNOWN)
    await change(service, f"TRUNCATE {', '.join(_MADE)}")
    assert (await replayed(service)).differing > 0
    outcome = await replayed(service, compare=False, swap=True)

    assert outcome.announced == 0
    assert await contents(service, "structure", *_HISTORY, without=_UNKNOWN) == before
    assert not await service.rows(_TO_RECKON)
    assert await service.said() == []
    assert (await replayed(service)).differing == 0


@pytest.mark.parametrize(
    ("history", "present"), [("level_history", "level_state"), ("fact_history", "fact_state")]
)
async def test_what_the_present_rests_on_comes_back_to_its_history(
    service: Service, history: str, present: str
) -> None:
    await live(service)
    key = "assessment_id, indicator_code, stage, revision"
    if history == "fact_history":
        key = "agency_code, fact, period, source_code, revision"
    rested_on = f"SELECT body FROM {history} WHERE ({key}) IN (SELECT {key} FROM {present})"  # noqa: S608 - the test's own text
    before = sorted(map(tuple, await service.rows(rested_on)))
    one = f"SELECT {key} FROM {present} ORDER BY {key} LIMIT 1"  # noqa: S608 - the test's own text
    await change(service, f"DELETE FROM {history} WHERE ({key}) = ({one})")  # noqa: S608 - the test's own text
    outcome = await replayed(service, swap=True)

    assert [(each.table, each.live) for each in outcome.shown] == [(history, None)]
    assert sorted(map(tuple, await service.rows(rested_on))) == before
    assert (await replayed(service)).differing == 0


async def test_tables_that_were_dropped_come_back_to_the_byte(service: Service) -> None:
    await live(service)
    before = await contents(service, "structure", *_HISTORY, without=_UNKNOWN)
    await change(service, f"DROP TABLE {', '.join((*_MADE, *_HISTORY))}")
    outcome = await replayed(service, swap=True)

    assert "the table is gone" in {each.live for each in outcome.shown}
    assert await contents(service, "structure", *_HISTORY, without=_UNKNOWN) == before
    histories = await contents(service, *_MADE, "structure")
    assert all(histories[name] for name in _HISTORY)


async def test_a_swap_without_a_difference_changes_nothing(service: Service) -> None:
    await live(service)
    before = await contents(service, "structure")
    stands = await service.rows("SELECT * FROM consumer_offset ORDER BY 1, 2, 3")
    outcome = await replayed(service, swap=True)

    assert (outcome.differing, outcome.announced) == (0, 0)
    assert await contents(service, "structure") == before
    assert await service.rows("SELECT * FROM consumer_offset ORDER BY 1, 2, 3") == stands


async def test_a_swap_announces_the_scores_that_were_wrong(service: Service) -> None:
    await live(service)
    worker = service.worker()
    await change(service, "DELETE FROM level_state WHERE indicator_code = '2'")
    # Heard from nobody: the live score is wrong, and was announced wrong.
    await worker.apply(decided("2", "5", revision=90))
    await publish(service)
    (wrong,) = await service.rows(f"SELECT revision FROM score WHERE assessment_id = '{SPBE}'")  # noqa: S608 - the test's own text
    outcome = await replayed(service, compare=False, swap=True)
    (said,) = await service.said()

    assert outcome.announced == 1
    assert said.revision == wrong[0] + 1
    assert {track.track: track.exact for track in said.tracks if track.track != "dokumen"} == {
        "self": "2.2",
        "provisional": "2.1",
        "live": "3",
    }
    assert {track.track: track.previous_exact for track in said.tracks}["self"] == "3.4"
    assert ("2", "self", "5", "1") in {
        (move.indicator_code, move.track, move.level_from, move.level_to) for move in said.moves
    }
    await publish(service)
    assert (await replayed(service)).differing == 0


async def test_what_follows_a_swap_goes_on_from_it(service: Service) -> None:
    """A worker that remembers goes on after the tables changed under it."""
    await live(service)
    worker = service.worker()
    await worker.apply(observed(DINAS[0], False, revision=5))
    await publish(service)
    await replayed(service, compare=False, swap=True)
    await publish(service)
    await worker.apply(decided("2", "5", revision=91), observed(DINAS[0], False, revision=6))
    expected = await service.state()
    await service.worker().apply(*everything())
    assert await service.state() == expected
    said = await service.rows("SELECT assessment_id, revision FROM score_change ORDER BY 1, 2")
    for assessment in {row[0] for row in said}:
        revisions = [row[1] for row in said if row[0] == assessment]
        assert revisions == list(range(1, len(revisions) + 1))


async def test_contradictions_are_those_that_were_announced(service: Service) -> None:
    await service.hear(edition(), looking_for(RELATED), *agencies(), opened())
    await service.hear(decided("2", "1", revision=2))
    for revision, level in enumerate(("4", "1", "5", "2", "4"), 3):
        await service.hear(decided("1", level, revision=revision))
        if revision % 2:
            await publish(service)
    before = await contents(service, "structure", without=_UNKNOWN)
    assert len(before["contradiction"]) == 3
    assert (await replayed(service)).differing == 0
    await change(service, "TRUNCATE contradiction, score_change, score")
    outcome = await replayed(service, swap=True)

    assert (outcome.differing > 3, outcome.announced) == (True, 0)
    assert await contents(service, "structure", without=_UNKNOWN) == before
    await service.hear(decided("1", "1", revision=9))
    rows = await service.rows("SELECT number FROM contradiction WHERE cleared_at IS NULL")
    assert rows == []


async def test_a_replay_may_take_longer_than_any_other_transaction(service: Service) -> None:
    async with service.database.transaction() as session:
        await shadow.claim(session)
        limits = await (await raw(session)).fetchrow(
            "SELECT current_setting('transaction_timeout'), current_setting('statement_timeout')"
        )

    assert [*limits] == ["0", "0"]
