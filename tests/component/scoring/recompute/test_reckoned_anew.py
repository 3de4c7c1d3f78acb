"""What an older release reckoned is reckoned anew by the rules of this one, and says so."""

from __future__ import annotations

import asyncio
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from tests.component.scoring.conftest import NOW
from tests.component.scoring.region import (
    DINAS,
    REGION,
    agencies,
    month_opened,
    monthly_derivations,
    monthly_edition,
    observed,
)
from tests.component.scoring.replaying import MIGRATIONS, change, publish, replayed
from tests.component.scoring.targeting import got
from tests.support.migrations import downgrade

from contracts.events.derivations import DerivationRule, Measure
from contracts.values import Text
from kit import fail_points
from kit.database import Database, migrations
from kit.testing import FixedClock
from scoring.recompute.domain.reckoning import RULES_VERSION
from scoring.recompute.usecases.reckon import reckon_anew

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

ACHIEVEMENT = "accountability.achievement"
SAID: dict[str, Any] = {"fact": ACHIEVEMENT, "period": "2026-Q1"}
ALL = [UUID(int=800 + number) for number in range(5)]
ABSENT = observed(DINAS[2], None, revision=2, **SAID)
# As a release left it that took the mean of those that reported, without saying by which rules.
_OLDER = """
UPDATE derived_level AS d SET level = o.level, covered = o.covered, trace = o.trace
  FROM old_derived_level AS o WHERE o.assessment_id = d.assessment_id;
UPDATE score AS s SET tracks = o.tracks, revision = o.revision, changed_at = o.changed_at,
  reckoned_by = 0, reckoned_version = 0
  FROM old_score AS o WHERE o.assessment_id = s.assessment_id;
DELETE FROM score_change WHERE revision > 1;
DELETE FROM outbox WHERE id > (SELECT newest FROM old_outbox);
DROP TABLE old_derived_level, old_score, old_outbox
"""


async def left_by_an_older_release(service: Service) -> Worker:
    """Five assessments with a level over a subtree in which one agency reported nothing."""
    measure = Measure(
        formula="value", fact=ACHIEVEMENT, text=Text(id="Rerata.", en="Mean."), scope="subtree"
    )
    rule = DerivationRule(code="k1", indicator_code="K1", derivation=measure)
    chosen = msgspec.structs.replace(
        monthly_derivations(), rules=(rule,), coverage_floors={"live": "0", "provisional": "0"}
    )
    openings = [month_opened(each, agency_code=REGION) for each in ALL]
    await service.hear(
        monthly_edition(),
        chosen,
        *agencies(),
        *openings,
        *(observed(code, "90", **SAID) for code in DINAS),
    )
    await change(
        service,
        "CREATE TABLE old_derived_level AS TABLE derived_level",
        "CREATE TABLE old_score AS TABLE score",
        "CREATE TABLE old_outbox AS SELECT max(id) AS newest FROM outbox",
    )
    await service.hear(ABSENT)
    await change(service, *_OLDER.split(";"))
    return service.worker()


async def reckon(service: Service, **options: Any) -> None:
    await reckon_anew(service.database, FixedClock(NOW), **options)


async def levels(service: Service) -> list[str | None]:
    rows = await service.rows("SELECT level FROM derived_level ORDER BY assessment_id")
    return [row[0] for row in rows]


async def test_stored_levels_follow_new_rules_without_a_fact(service: Service) -> None:
    """Once, with the version of the rules in the event and in the history; a replay agrees."""
    await left_by_an_older_release(service)
    assert await levels(service) == ["90"] * len(ALL)
    events = len(await service.said())
    await reckon(service, slice_size=2)

    assert await levels(service) == [None] * len(ALL)
    said = (await service.said())[events:]
    assert [each.assessment_id for each in said] == ALL
    assert {(each.rules_version, each.causes, each.revision) for each in said} == {
        (RULES_VERSION, (), 2)
    }
    (newest, first) = (await got(service, f"/scores/{ALL[0]}/history"))["items"]
    assert newest["rules_version"] == RULES_VERSION
    assert newest["note"] == {
        "id": f"Dihitung ulang dengan aturan versi {RULES_VERSION}.",
        "en": f"Reckoned anew by rules of version {RULES_VERSION}.",
    }
    assert {(each["level_from"], each["level_to"]) for each in newest["moves"]} == {("90", None)}
    assert (first["rules_version"], first["note"]) == (None, None)
    lineage = await got(service, f"/scores/{ALL[0]}/explanation", indicator="K1", track="live")
    assert lineage["level"] is None
    await reckon(service)
    assert len(await service.said()) == events + len(ALL)
    await publish(service)
    outcome = await replayed(service)
    assert (outcome.differing, outcome.shown) == (0, [])


async def test_what_this_release_reckons_is_not_reckoned_again(service: Service) -> None:
    worker = await left_by_an_older_release(service)
    await reckon(service)
    await worker.apply(observed(DINAS[2], "90", revision=3, **SAID))
    before = await service.rows("SELECT assessment_id, version FROM score ORDER BY 1")
    await reckon(service)

    assert await service.rows("SELECT assessment_id, version FROM score ORDER BY 1") == before
    assert await levels(service) == ["90"] * len(ALL)


async def test_a_fact_alone_makes_no_assessment_wholly_new(service: Service) -> None:
    """Of an older state, a fact moves what its rules give; the rest is still to be reckoned."""
    worker = await left_by_an_older_release(service)
    await worker.apply(observed(DINAS[1], "80", revision=2, **SAID))
    due = "SELECT assessment_id FROM score WHERE reckoned_by < 1 OR reckoned_version <> version"
    assert len(await service.rows(due)) == len(ALL)
    await reckon(service)
    assert not await service.rows(due)


async def test_what_an_older_worker_writes_meanwhile_is_reckoned_again(service: Service) -> None:
    """It knows nothing of the marks, and only counts the version of the row."""
    await left_by_an_older_release(service)
    await reckon(service)
    mine = f"WHERE assessment_id = '{ALL[1]}'"
    await change(
        service,
        f"UPDATE score SET version = version + 1 {mine}",  # noqa: S608 - the test's own text
        f"UPDATE derived_level SET level = '90', covered = TRUE {mine}",  # noqa: S608 - as above
    )
    await reckon(service)
    assert await levels(service) == [None] * len(ALL)


async def test_the_migration_marks_what_is_there(service: Service) -> None:
    await left_by_an_older_release(service)
    url = service.database.engine.url.render_as_string(hide_password=False)
    await asyncio.to_thread(downgrade, url, MIGRATIONS, "0019")
    await asyncio.to_thread(migrations.upgrade, url, MIGRATIONS)
    await reckon(service)
    assert await levels(service) == [None] * len(ALL)


def _die_between_slices(url: str, point: str) -> None:
    """Reckon in a process that dies at a point."""

    async def run() -> None:
        fail_points.arm(point)
        await reckon_anew(Database(url), FixedClock(NOW), slice_size=2)

    asyncio.run(run())


@pytest.mark.parametrize(("point", "done"), [("before_commit:2", 2), ("after_commit:2", 4)])
async def test_a_killed_worker_leaves_whole_slices_and_the_next_one_goes_on(
    service: Service, point: str, done: int
) -> None:
    await left_by_an_older_release(service)
    events = len(await service.said())
    url = service.database.engine.url.render_as_string(hide_password=False)
    process = get_context("spawn").Process(target=_die_between_slices, args=(url, point))
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == -9
    assert (await levels(service)).count(None) == done
    assert len(await service.said()) - events == done
    await reckon(service)

    assert await levels(service) == [None] * len(ALL)
    assert len(await service.said()) - events == len(ALL)


async def test_two_workers_reckon_each_score_once(service: Service) -> None:
    await left_by_an_older_release(service)
    events = len(await service.said())
    await asyncio.gather(*(reckon(service, slice_size=2) for _ in range(3)))
    assert len(await service.said()) - events == len(ALL)
    assert await levels(service) == [None] * len(ALL)
