"""What was known at a moment can be asked for ever: facts, decisions, edition, tree."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.conftest import NOW, received
from tests.component.scoring.region import (
    DINAS,
    REGION,
    SPBE,
    agencies,
    agency,
    decided,
    derivations,
    edition,
    everything,
    observed,
    opened,
    unread,
)

from kit.testing import FixedClock
from scoring.recompute.consumers import handler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.component.scoring.conftest import Service, Worker

    from contracts.envelope import Event

SCORE = f"/scores/{SPBE}"
_STAGES: tuple[str, ...] = ("mandiri", "mandiri", "mandiri", "dokumen", "interviu", "reviu")


class Teller:
    """Applies batches while time goes by."""

    def __init__(self, service: Service) -> None:
        self.workers: list[Worker] = [service.worker(), service.worker()]
        self.clock = FixedClock(NOW)

    async def tell(self, *events: Event, by: int = 0) -> datetime:
        """Apply a batch at the next second, and return a moment after it."""
        self.clock.advance(timedelta(seconds=1))
        worker = self.workers[by]
        handle = handler(worker.memory, self.clock)
        async with worker.database.transaction() as session:
            await handle(session, received(events))
        return self.clock.at + timedelta(milliseconds=500)


@pytest.fixture
async def teller(service: Service) -> Teller:
    """One agency has not consulted, so indicator 13 has level 2."""
    found = Teller(service)
    await found.tell(edition(), derivations(), *agencies())
    await found.tell(opened(), decided("1", "3", revision=2), decided("2", "4", revision=3))
    await found.tell(*(observed(code, code != DINAS[1]) for code in DINAS))
    return found


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def track(score: Any, name: str) -> Any:
    return next(each for each in score["tracks"] if each["track"] == name)


def some_event(chance: random.Random, revisions: Iterator[int]) -> Event:
    """Return what may be said next."""
    code, revision = chance.choice(DINAS), next(revisions)
    kind = chance.randrange(8)
    if kind < 3:
        level = chance.choice(["1", "2", "3", "4", "5", None])
        indicator, stage = chance.choice(["1", "2", "13"]), chance.choice(_STAGES)
        return decided(indicator, level, revision=revision, stage=stage)
    if kind < 6:
        return observed(code, chance.choice([True, False, None]), revision=revision)
    if kind == 6:
        return unread(observed(code, chance.choice([True, False]), revision=revision))
    parent = chance.choice([REGION, REGION, "9902"])
    return agency(code, parent, revision=revision, name=f"Dinas {revision}")


async def test_every_announced_score_can_be_computed_again_as_of_its_change(
    service: Service,
) -> None:
    for seed in range(3):
        chance, revisions = random.Random(seed), iter(range(10 + 10_000 * seed, 1_000_000))
        teller = Teller(service)
        teller.clock.advance(timedelta(days=seed))
        await teller.tell(*chance.sample(everything(), len(everything())))
        for _ in range(60):
            batch = [some_event(chance, revisions) for _ in range(chance.randint(1, 4))]
            if chance.random() < 0.2:  # the clock is turned back
                teller.clock.advance(timedelta(seconds=-2))
            await teller.tell(*batch, by=chance.randrange(2))

    said = await service.said()
    assert len(said) > 60
    for event in said:
        at = event.changed_at.isoformat()
        then = await got(service, f"/scores/{event.assessment_id}", as_of=at)
        assert (then["as_of"], then["revision"]) == (_text(event.changed_at), event.revision)
        assert [each["track"] for each in then["tracks"]] == [each.track for each in event.tracks]
        for announced in event.tracks:
            found = track(then, announced.track)
            assert _shown(found) == (
                announced.exact,
                announced.announced,
                announced.coverage,
                announced.previous_exact,
                _text(announced.oldest_fact_at),
                _text(announced.stale_since),
            )
            nodes = [(each["code"], each["exact"]) for each in found["nodes"]]
            assert nodes == [(each.code, each.exact) for each in announced.nodes]


def _shown(found: Any) -> tuple[Any, ...]:
    names = ("exact", "announced", "coverage", "previous_exact", "oldest_fact_at", "stale_since")
    return tuple(found[name] for name in names)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


async def test_a_corrected_fact_changes_todays_answer_and_not_yesterdays(
    service: Service, teller: Teller
) -> None:
    yesterday = (await teller.tell()).isoformat()
    before = await got(service, SCORE, as_of=yesterday)
    assert {**(await got(service, SCORE)), "as_of": before["as_of"]} == before
    today = (await teller.tell(observed(DINAS[1], True, revision=2))).isoformat()

    assert await got(service, SCORE, as_of=yesterday) == before
    assert track(before, "provisional")["exact"] == "2.9"
    assert track(await got(service, SCORE, as_of=today), "provisional")["exact"] == "3.3"
    then = await got(service, f"{SCORE}/explanation", indicator="13", as_of=yesterday)
    now = await got(service, f"{SCORE}/explanation", indicator="13", as_of=today)
    assert (then["level"], now["level"]) == ("2", "3")
    assert f"(Dinas {DINAS[1]})" in then["raises"]["en"]
    assert [step["state"] for step in then["rule"]["steps"]] == ["met", "met", "not_met"]
    assert [step["state"] for step in now["rule"]["steps"]] == ["met", "met", "met"]


async def test_a_lineage_as_of_a_moment_names_what_was_known_then(
    service: Service, teller: Teller
) -> None:
    yesterday = (await teller.tell()).isoformat()
    await teller.tell(observed(DINAS[1], True, revision=2), decided("1", "5", revision=9))
    fact = await got(service, f"{SCORE}/lineage", indicator="13", track="live", as_of=yesterday)
    person = await got(service, f"{SCORE}/lineage", indicator="1", track="self", as_of=yesterday)

    assert {(each["agency_code"], each["revision"]) for each in fact["facts"]} == {
        (code, 1) for code in (DINAS[0], DINAS[2])
    } | {(DINAS[1], 1)}
    assert fact["last_move"]["level_to"] == "2"
    assert [node["exact"] for node in fact["path"]] == ["2", "2"]
    assert person["level"] == "3"
    assert person["last_move"]["level_to"] == "3"


async def test_names_and_the_tree_are_those_of_the_moment(service: Service, teller: Teller) -> None:
    before = (await teller.tell()).isoformat()
    await teller.tell(
        agency(DINAS[1], "9902", revision=2), agency(REGION, None, revision=2, name="Kota Baru")
    )
    then, now = await got(service, SCORE, as_of=before), await got(service, SCORE)

    assert (then["agency_name"], now["agency_name"]) == (f"Dinas {REGION}", "Kota Baru")
    assert track(then, "live")["exact"] == "2"
    assert track(now, "live")["exact"] == "3"


async def test_before_its_edition_was_known_an_assessment_has_no_tracks(service: Service) -> None:
    teller = Teller(service)
    at = await teller.tell(*agencies(), opened(), decided("1", "3", revision=2))
    await teller.tell(edition())

    then = await got(service, SCORE, as_of=at.isoformat())
    assert (then["revision"], then["tracks"]) == (0, [])
    assert (await got(service, SCORE))["tracks"] != []


async def test_a_list_as_of_a_moment_shows_what_was_open_with_its_scores(
    service: Service, teller: Teller
) -> None:
    before_all = NOW + timedelta(seconds=1, milliseconds=500)
    at = await teller.tell()
    await teller.tell(observed(DINAS[1], True, revision=2))
    (then,) = (await got(service, "/scores", as_of=at.isoformat()))["items"]

    assert track(then, "provisional")["exact"] == "2.9"
    assert track(then, "provisional")["previous_exact"] == "2.5"
    assert then["as_of"] == _text(at)
    assert (await got(service, "/scores", as_of=before_all.isoformat()))["items"] == []


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2999-01-01T00:00:00Z", 400),
        ("2026-02-28T00:00:00Z", 404),
        ("1969-01-01T00:00:00Z", 400),
        ("2026-03-01T00:00:00", 400),
        ("2026-03-01T00:00:00.0000001Z", 400),
        ("yesterday", 400),
    ],
)
async def test_a_moment_that_cannot_be_asked_is_named(
    service: Service, teller: Teller, as_of: str, status: int
) -> None:
    assert teller.workers
    answer = await service.api.get(SCORE, params={"as_of": as_of})

    assert answer.status_code == status, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == ["query/as_of"]


async def test_before_the_opening_it_says_since_when_it_is_known(
    service: Service, teller: Teller
) -> None:
    assert teller.workers
    english = {"Accept-Language": "en"}
    query = {"as_of": "2026-02-28T00:00:00Z"}
    told = (await service.api.get(SCORE, params=query)).json()
    also = (await service.api.get(SCORE, params=query, headers=english)).json()

    assert told["detail"].endswith("diketahui sejak 01-03-2026 pukul 00.00 UTC.")
    assert also["detail"].endswith("known since 2026-03-01 00:00 UTC.")
    assert told["known_since"].startswith("2026-03-01T00:00:")


async def test_a_repetition_adds_nothing_to_the_history(service: Service, teller: Teller) -> None:
    tables = ("level_history", "fact_history", "fact_record", "agency_history", "opening_history")
    before = {name: await service.rows(f"SELECT * FROM {name}") for name in tables}  # noqa: S608 - the test's own text
    await teller.tell(edition(), derivations(), *agencies(), opened())
    await teller.tell(decided("1", "3", revision=2), observed(DINAS[0], True))

    assert before["fact_record"]
    assert {name: await service.rows(f"SELECT * FROM {name}") for name in tables} == before  # noqa: S608 - the test's own text
