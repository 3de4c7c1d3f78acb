"""Scores are judged anew by another set, when a period begins, and after an upgrade."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.component.scoring.conftest import NOW
from tests.component.scoring.judging import (
    ANSWERS,
    BAIK,
    DECEMBER,
    MAY,
    OCTOBER,
    choice,
    rules,
    spared,
    started,
    track,
)
from tests.component.scoring.region import (
    DINAS,
    REGION,
    SPBE,
    agencies,
    decided,
    edition,
    observed,
    opened,
)
from tests.component.scoring.replaying import MIGRATIONS, change, publish, replayed
from tests.component.scoring.targeting import INDEX, got, put
from tests.support.migrations import downgrade
from tests.support.waiting import comes

from kit.database import migrations
from kit.testing import FixedClock
from scoring.recompute.usecases.rederive import rederive_assessments
from scoring.recompute.usecases.rejudge import rejudge_scores

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service


async def test_another_set_with_another_floor_is_told(service: Service) -> None:
    """Although no level moves."""
    worker = await started(service, *(decided(code, "3", revision=2 + at) for at, code in ANSWERS))
    await put(service, INDEX, "2.6")
    assert (await track(service))["predicate"] == BAIK
    await worker.apply(
        decided("2", None, revision=9), rules(2, provisional="0.9"), choice(SPBE, version=2)
    )
    events = len(await service.said())
    await rederive_assessments(service.database, FixedClock(NOW))

    shown = await track(service)
    assert (shown["level_share"], shown["floor"], shown["predicate"]) == ("0.7", "0.9", None)
    said = (await service.said())[events:]
    assert [(event.moves, event.move_count) for event in said] == [((), 0)]
    assert said[0].tracks[1].not_judged == "below_floor"
    assert (await got(service, INDEX))["state"] == "unknown"


async def test_a_period_that_has_not_begun_is_judged_when_it_begins(service: Service) -> None:
    answers = [decided(code, "5", revision=2 + at, assessment=DECEMBER) for at, code in ANSWERS]
    early = opened(DECEMBER, period="2026-05", campaign_code="kinerja-2026-05")
    await started(service, early, *answers)
    await put(service, INDEX, "2.6")

    emitted = {each.track: each for each in (await service.said())[-1].tracks}
    assert (emitted["provisional"].exact, emitted["provisional"].predicate) == ("5", None)
    assert emitted["provisional"].not_judged == "not_begun"
    assert (await got(service, INDEX))["assessment_id"] is None
    events = len(await service.said())
    for day, count in ((datetime(2026, 4, 30, 23, tzinfo=UTC), 0), (MAY, 1), (MAY, 1)):
        await rejudge_scores(service.database, FixedClock(day))
        assert len(await service.said()) - events == count

    told = (await service.said())[-1].tracks[1]
    assert (told.predicate.id if told.predicate else None, told.not_judged) == ("Baik", None)
    met = await got(service, INDEX)
    assert (met["state"], met["assessment_id"]) == ("met", str(DECEMBER))


async def test_a_clock_ahead_of_the_databases_judges_nothing_early(service: Service) -> None:
    """And does not try it again and again until the database's day has come."""

    class Ahead(FixedClock):
        async def moment(self, session: object) -> datetime:
            assert session
            return NOW

    answers = [decided(code, "5", revision=2 + at, assessment=DECEMBER) for at, code in ANSWERS]
    early = opened(DECEMBER, period="2026-05", campaign_code="kinerja-2026-05")
    await started(service, early, *answers)
    events = len(await service.said())

    await comes(rejudge_scores(service.database, Ahead(MAY)))

    assert len(await service.said()) == events


async def test_a_future_month_is_no_score_to_judge_by(service: Service) -> None:
    """Not even where it was announced: by the clock of whoever reads it."""
    answers = [decided(code, "5", revision=2 + at, assessment=DECEMBER) for at, code in ANSWERS]
    await started(service, opened(DECEMBER, period="9998-12", campaign_code="nanti"), *answers)
    shown = await track(service, assessment=DECEMBER)

    assert (shown["announced"], shown["predicate"], shown["not_judged"]) == (
        "5.00",
        None,
        "not_begun",
    )
    assert shown["note"]["id"] == "Belum dapat dinilai: periode 9998-12 belum dimulai."
    assert (await got(service, f"/scores/{DECEMBER}"))["period_state"] == "not_begun"
    assert (await got(service, f"/scores/{SPBE}"))["period_state"] == "running"
    series = await got(service, f"/scores/series/{REGION}", instrument="spbe")
    assert [
        (point["predicate"], point["not_judged"], point["period_state"])
        for point in series["items"]
    ][-1] == (None, "not_begun", "not_begun")


async def test_scores_of_an_earlier_release_are_judged_by_floors(service: Service) -> None:
    await started(service, decided("1", "5", revision=2))
    await put(service, INDEX, "2")
    await change(
        service,
        "UPDATE score SET tracks = (SELECT jsonb_agg(track - 'level_share' - 'not_judged'"
        """ || '{"predicate": {"id": "Cukup", "en": "Fair"}}') FROM jsonb_array_elements(tracks)"""
        " AS one (track))",
    )
    events = len(await service.said())
    await rejudge_scores(service.database, FixedClock(NOW))
    await rejudge_scores(service.database, FixedClock(NOW))

    assert len(await service.said()) - events == 1
    assert (await track(service))["predicate"] is None
    (kept,) = await service.rows("SELECT not_judged FROM score")
    assert "below_floor" in kept[0]


async def test_scores_that_took_inapplicable_for_a_level_are_judged_anew(service: Service) -> None:
    """By the migration's mark; those without such an answer are left as they are."""
    other = opened(OCTOBER, period="2026-02", campaign_code="2026-02")
    await service.hear(
        spared(),
        rules(),
        *agencies(),
        opened(),
        *(decided(code, "5", revision=2 + at) for at, code in ANSWERS[:2]),
        decided("13", "n/a", revision=4),
        other,
        *(decided(code, "4", revision=2 + at, assessment=OCTOBER) for at, code in ANSWERS),
    )
    url = service.database.engine.url.render_as_string(hide_password=False)
    await asyncio.to_thread(downgrade, url, MIGRATIONS, "0018")
    await change(
        service,
        "UPDATE score SET tracks = (SELECT jsonb_agg(track - 'not_judged'"  # noqa: S608 - the test's own text
        """ || '{"level_share": "1", "predicate": {"id": "Baik", "en": "Baik (en)"}}')"""
        " FROM jsonb_array_elements(tracks) AS of (track))"
        f" WHERE assessment_id = '{SPBE}'",
    )
    await asyncio.to_thread(migrations.upgrade, url, MIGRATIONS)
    events = len(await service.said())
    for _ in range(2):
        await rejudge_scores(service.database, FixedClock(NOW))

    (told,) = (await service.said())[events:]
    assert (told.assessment_id, told.moves) == (SPBE, ())
    assert {each.track: each.not_judged for each in told.tracks}["self"] == "below_floor"
    shown = await track(service, "self")
    assert (shown["predicate"], shown["level_share"], shown["inapplicable"]) == (
        None,
        "0.6",
        ["13"],
    )
    await publish(service)
    outcome = await replayed(service)
    assert (outcome.differing, outcome.shown) == (0, [])


async def test_a_replay_comes_to_the_same_judgement(service: Service) -> None:
    await service.hear(
        edition(),
        rules(live="never"),
        *agencies(),
        opened(),
        decided("1", "5", revision=2),
        *(observed(code, True) for code in DINAS),
        opened(DECEMBER, period="9998-12", campaign_code="nanti"),
        *(decided(code, "5", revision=2 + at, assessment=DECEMBER) for at, code in ANSWERS),
    )
    await publish(service)

    outcome = await replayed(service)
    assert (outcome.differing, outcome.shown) == (0, [])
