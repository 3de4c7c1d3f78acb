"""A campaign that chooses another derivation set: scores follow slice by slice, none is half."""

from __future__ import annotations

import asyncio
import random
from multiprocessing import get_context
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.conftest import NOW
from tests.component.scoring.recompute.test_any_order import cut, shuffled
from tests.component.scoring.region import (
    AT,
    DINAS,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    everything,
    observed,
    opened,
)
from tests.component.scoring.replaying import publish, replayed

from contracts.events.assessment import DerivationsChosenV1
from contracts.events.derivations import DerivationRule, Ladder, LadderStep
from kit import fail_points
from kit.database import Database
from kit.testing import FixedClock
from scoring.recompute.usecases.rederive import rederive_assessments

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event
    from contracts.events.derivations import DerivationsPublishedV1

JOB = UUID(int=700)
OTHERS = [UUID(int=300 + number) for number in range(7)]


def second(version: int = 2) -> DerivationsPublishedV1:
    """Return a set in which some consultation is enough for level 3."""
    (rule,) = derivations().rules
    assert isinstance(rule.derivation, Ladder)
    free, some, _ = rule.derivation.steps
    step = LadderStep(level="3", condition=some.condition, text=some.text)
    changed = DerivationRule(
        code=f"spbe-13-{version}", indicator_code="13", derivation=Ladder(steps=(free, step))
    )
    return msgspec.structs.replace(
        derivations(content_hash=str(version) * 64),
        derivation_set_version=version,
        rules=(changed,),
    )


def none_left(version: int = 3) -> DerivationsPublishedV1:
    """Return a set without rules."""
    return msgspec.structs.replace(
        derivations(content_hash=str(version) * 64), derivation_set_version=version, rules=()
    )


def chosen(
    assessment: UUID = SPBE, *, version: int = 2, revision: int = 50, job: UUID = JOB, of: int = 1
) -> DerivationsChosenV1:
    return DerivationsChosenV1(
        assessment_id=assessment,
        revision=revision,
        rederivation_id=job,
        campaign_code="spbe-2026",
        edition_code="spbe",
        derivation_set_version=version,
        assessment_count=of,
        chosen_by="koordinator",
        chosen_at=AT,
    )


def story() -> list[Event]:
    """Return one assessment at level 2 by facts, and a second set that would make it 3."""
    return [
        edition(),
        derivations(),
        second(),
        *agencies(),
        opened(),
        decided("1", "3", revision=2),
        observed(DINAS[0], True),
        observed(DINAS[1], False),
        observed(DINAS[2], False),
    ]


async def rederive(service: Service, **more: int) -> None:
    await rederive_assessments(service.database, FixedClock(NOW), **more)


async def derived(service: Service) -> dict[UUID, tuple[str, str]]:
    rows = await service.rows("SELECT assessment_id, rule_code, level FROM derived_level")
    return {row[0]: (row[1], row[2]) for row in rows}


async def campaign_of(service: Service, assessments: list[UUID]) -> None:
    events = [opened(each) for each in assessments]
    await service.worker().apply(*story(), *events)
    of = len(assessments)
    await service.worker().apply(*(chosen(each, of=of) for each in assessments))


async def test_the_scores_follow_with_the_choice_as_their_cause(service: Service) -> None:
    await service.worker().apply(*story())
    await service.worker().apply(chosen())
    before = (await service.said())[-1]
    assert await derived(service) == {SPBE: ("spbe-13", "2")}
    await rederive(service)
    event = (await service.said())[-1]

    assert await derived(service) == {SPBE: ("spbe-13-2", "3")}
    assert (event.revision, event.derivation_set_version) == (before.revision + 1, 2)
    assert [cause.event_type for cause in event.causes] == ["submission.derivations.chosen.v1"]
    moves = {(move.track, move.level_from, move.level_to, move.rule_code) for move in event.moves}
    assert ("live", "2", "3", "spbe-13-2") in moves
    await rederive(service)
    assert (await service.said())[-1] == event


async def test_what_no_rule_gives_any_more_is_taken_back(service: Service) -> None:
    await service.worker().apply(*story(), none_left())
    await service.worker().apply(chosen(version=3))
    await rederive(service)

    assert await derived(service) == {}
    live = next(track for track in (await service.said())[-1].tracks if track.track == "live")
    assert live.exact is None


async def test_a_worker_that_remembers_goes_on_with_the_new_set(service: Service) -> None:
    worker = service.worker()
    await worker.apply(*story())
    await worker.apply(chosen())
    await rederive(service)
    await worker.apply(observed(DINAS[0], False, revision=2), decided("2", "3", revision=51))

    assert await derived(service) == {SPBE: ("spbe-13-2", "1")}
    await worker.apply(opened(), *story())  # the opening says the set of before
    assert (await derived(service))[SPBE] == ("spbe-13-2", "1")
    assert await service.letters("submission.assessment") == []


async def test_the_newest_choice_counts_and_a_repetition_does_nothing(service: Service) -> None:
    await service.worker().apply(*story(), none_left())
    newest = chosen(version=1, revision=52, job=UUID(int=702))
    await service.worker().apply(chosen(), chosen(version=3, revision=51, job=UUID(int=701)))
    await service.worker().apply(newest)
    await rederive(service)
    said = len(await service.said())
    assert await derived(service) == {SPBE: ("spbe-13", "2")}
    await service.worker().apply(chosen(), newest)
    await rederive(service)

    assert len(await service.said()) == said
    assert await service.rows("SELECT 1 FROM rederived_assessment WHERE done_at IS NULL") == []


async def test_an_assessment_waits_for_its_set(service: Service) -> None:
    events = [event for event in story() if event != second()]
    await service.worker().apply(*events)
    await service.worker().apply(chosen())
    await rederive(service)
    assert await derived(service) == {SPBE: ("spbe-13", "2")}
    await service.worker().apply(second())
    await rederive(service)

    assert await derived(service) == {SPBE: ("spbe-13-2", "3")}


async def test_live_facts_go_on_between_slices(service: Service) -> None:
    """However facts and slices fall, the end is the same."""
    await campaign_of(service, [SPBE, *OTHERS])

    async def live() -> None:
        worker = service.worker()
        for revision in range(2, 14):
            value = revision % 2 == 0
            await worker.apply(*(observed(code, value, revision=revision) for code in DINAS))

    await asyncio.gather(rederive(service, slice_size=2), live())

    assert set((await derived(service)).values()) == {("spbe-13-2", "1")}
    said = await service.said()
    for assessment in (SPBE, *OTHERS):
        revisions = [event.revision for event in said if event.assessment_id == assessment]
        assert revisions == list(range(1, len(revisions) + 1))


def _die_between_slices(url: str, point: str) -> None:
    """Rederive in a process that dies at a point."""

    async def run() -> None:
        fail_points.arm(point)
        await rederive_assessments(Database(url), FixedClock(NOW), slice_size=2)

    asyncio.run(run())


@pytest.mark.parametrize(("point", "done"), [("before_commit:2", 2), ("after_commit:2", 4)])
async def test_a_killed_worker_leaves_whole_slices_and_the_next_one_goes_on(
    service: Service, point: str, done: int
) -> None:
    await campaign_of(service, [SPBE, *OTHERS])
    url = service.database.engine.url.render_as_string(hide_password=False)
    process = get_context("spawn").Process(target=_die_between_slices, args=(url, point))
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == -9
    assert [*(await derived(service)).values()].count(("spbe-13-2", "3")) == done
    job = (await service.api.get(f"/rederivations/{JOB}")).json()
    assert (job["status"], job["done_count"], job["assessment_count"]) == ("running", done, 8)
    await rederive(service)

    assert set((await derived(service)).values()) == {("spbe-13-2", "3")}
    job = (await service.api.get(f"/rederivations/{JOB}")).json()
    assert (job["status"], job["done_count"]) == ("finished", 8)
    assert job["finished_at"] is not None


async def test_the_job_is_shown_to_whom_its_campaign_concerns(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await service.worker().apply(*story())
    await service.worker().apply(chosen())
    shown = (await service.api.get("/rederivations", params={"campaign": "spbe-2026"})).json()
    assert [item["rederivation_id"] for item in shown["items"]] == [str(JOB)]
    below = bearer("leader", agency=DINAS[0])
    assert (await service.api.get("/rederivations", headers=below)).json()["items"] == []
    assert (await service.api.get(f"/rederivations/{JOB}", headers=below)).status_code == 404
    assert (await service.api.get(f"/rederivations/{UUID(int=9)}")).status_code == 404


async def test_what_was_known_before_stays_askable(service: Service) -> None:
    await service.worker().apply(*story())
    before = (await service.said())[-1]
    await service.worker().apply(chosen())
    await rederive(service)
    then = {"as_of": before.changed_at.isoformat()}
    past = (await service.api.get(f"/scores/{SPBE}", params=then)).json()
    now = (await service.api.get(f"/scores/{SPBE}")).json()

    assert [each["derivation_set_version"] for each in (past, now)] == [1, 2]
    live = [
        next(track["exact"] for track in each["tracks"] if track["track"] == "live")
        for each in (past, now)
    ]
    assert live == ["2", "3"]


@pytest.mark.parametrize("seed", range(3))
async def test_a_replay_follows_late_choices_too(service: Service, seed: int) -> None:
    chance = random.Random(seed)
    events = [*everything(), second(), none_left(), chosen(), chosen(version=3, revision=60)]
    if seed:
        events.append(chosen(version=2, revision=61))
    for batch in cut(shuffled(events, chance), chance):
        await service.hear(*batch)
        await rederive(service)
        await publish(service)
    outcome = await replayed(service)

    assert (outcome.differing, outcome.waiting, outcome.shown) == (0, 0, [])


async def test_what_still_waits_is_left_out_of_the_comparison(service: Service) -> None:
    await service.hear(*story(), chosen())
    await publish(service)
    outcome = await replayed(service)
    assert (outcome.differing, outcome.waiting, outcome.shown) == (0, 1, [])
    outcome = await replayed(service, swap=True)
    assert outcome.announced == 1
    await publish(service)

    assert await derived(service) == {SPBE: ("spbe-13-2", "3")}
    assert (await replayed(service)).differing == 0
