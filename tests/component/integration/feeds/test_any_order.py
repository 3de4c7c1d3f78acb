"""In whatever order and however often the same rows come, by whatever way, they say the same."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, Final, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.component.integration.fake_planning import (
    DINKES,
    DISHUB,
    KOMINFO,
    YEAR,
    FakePlanning,
    ceiling,
    consultation,
    document,
    exchange,
)
from tests.component.integration.feeds.pushing import TABLES, Pushing
from tests.component.integration.world import World

from integration.kept.usecases.merge import merge, merge_absence, merge_whole
from integration.kept.usecases.take_in import Intake
from integration.reading.adapters.collection import resources_of
from integration.records.domain.days import Today
from integration.sources import store as sources
from integration.sources.domain.limits import DriftLimits

NUMBERS: Final = count(1)
ORGS: Final = (KOMINFO, DISHUB, DINKES)
REVISIONS: Final = (1, 2, 3)
Way = Literal["push", "pull", "whole file", "part"]
MAKERS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "plafon1": ceiling,
    "dokumen": document,
    "konsultasi": consultation,
    "pertukaran": exchange,
}
REVISION_KEYS: Final = dict.fromkeys(TABLES.values(), "Versi")
# What a revision of a row changes; the last two cannot be read, or are of nobody that is known.
CHANGES: Final[Sequence[dict[str, Any]]] = (
    {},
    {"Jumlah1": "1.00", "Hasil": "gagal", "Judul": "Lain", "NoBA": "BA/lain"},
    {"Status": 0},
    {"OrgCd": DISHUB},
    {"OrgCd": "9.99.99"},
    {"Jumlah1": "rusak", "TglSah": "rusak", "TglBA": "rusak", "Waktu": "rusak"},
)
BROKEN: Final = CHANGES[-1]


@dataclass(frozen=True)
class Delivery:
    """One delivery of versions of rows: by table and number, the revision."""

    way: Way
    versions: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class History:
    """What each revision of each row says; None: gone."""

    rows: dict[tuple[str, int, int], dict[str, Any] | None]

    def row(self, table: str, number: int, revision: int) -> dict[str, Any] | None:
        return self.rows[table, number, revision]

    def shown(self, table: str, number: int, revision: int) -> dict[str, Any] | None:
        """Return what a listing shows: a row that comes back is no longer missed by it."""
        row = self.row(table, number, revision)
        return self.row(table, number, REVISIONS[-1]) if row is None else row


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Every agency has a row of each table that does not change, and one that does."""
    rows: dict[tuple[str, int, int], dict[str, Any] | None] = {}
    for table, make in MAKERS.items():
        for number, org in enumerate(ORGS, 1):
            for revision in REVISIONS:
                fixed = make(number, org)
                changing = {**make(number + 10, org), **draw(st.sampled_from(CHANGES))}
                is_gone = draw(st.integers(0, 5)) == 0
                if org != KOMINFO and changing.items() >= BROKEN.items():
                    changing = make(number + 10, org)  # a reading with many of them fails
                rows[table, number, revision] = {**fixed, "Versi": 1}
                rows[table, number + 10, revision] = (
                    None if is_gone else {**changing, "Versi": revision}
                )
    return History(rows)


@st.composite
def deliveries(draw: st.DrawFn) -> list[Delivery]:
    """Some deliveries, and all newest revisions among them."""
    names = [(table, number) for table in MAKERS for n in (1, 2, 3) for number in (n, n + 10)]
    found = []
    for _ in range(draw(st.integers(2, 5))):
        way: Way = draw(st.sampled_from(("push", "pull", "whole file", "part")))
        some = names if way in ("pull", "whole file") else draw(st.sets(st.sampled_from(names)))
        versions = tuple((*name, draw(st.sampled_from(REVISIONS))) for name in sorted(some))
        found.append(Delivery(way, versions))
    newest = [(*name, REVISIONS[-1]) for name in names]
    return [*found, Delivery("push", tuple(newest[::2])), Delivery("push", tuple(newest[1::2]))]


# Rows come and go here as in no system: whether that is drift is shown elsewhere.
NO_DRIFT = DriftLimits(
    broken_percent=100, failed_percent=100, kept_percent=0, grown_times=1_000, least_rows=1_000
)


class Deliverer:
    """Delivers to one source."""

    def __init__(self, world: World, history: History) -> None:
        self.world = world
        self.history = history
        self.pushing = Pushing(world, f"planning-{next(NUMBERS)}")

    async def deliver(self, given: Sequence[Delivery], *, often: bool) -> None:
        """Deliver in this order; `often`: derive after each, and not at the end only."""
        await self.pushing.register(
            "pull", "push", "file", revision_keys=REVISION_KEYS, drift=NO_DRIFT
        )
        first = sorted(version for version in self.history.rows if version[-1] == REVISIONS[0])
        await self._pull(first)
        for delivery in given:
            self.world.clock.advance(timedelta(seconds=1))
            await self._deliver(delivery)
            if often:
                assert await self.pushing.derive() == "derived"
        assert await self.pushing.derive() == "derived"

    async def _deliver(self, delivery: Delivery) -> None:
        if delivery.way == "push":
            await self.pushing.take(*map(self._pushed, delivery.versions))
        elif delivery.way == "pull":
            await self._pull(delivery.versions)
        else:
            await self._drop(delivery)

    def _pushed(self, version: tuple[str, int, int]) -> dict[str, Any]:
        table, number, revision = version
        row = self.history.row(*version)
        said = {"gone": True} if row is None else {"row": row}
        listing = f"{TABLES[table]}/{YEAR}"
        stated = revision if row is None else row["Versi"]
        return {"listing": listing, "id": str(number), "revision": stated, **said}

    async def _pull(self, versions: Sequence[tuple[str, int, int]]) -> None:
        fake = FakePlanning()
        fake.tables = {table: self._rows(table, versions) for table in MAKERS}
        assert await self.world.sync(self.pushing.code, fake) in ("succeeded", "partial")

    def _rows(self, table: str, versions: Sequence[tuple[str, int, int]]) -> list[dict[str, Any]]:
        found = (self.history.shown(*each) for each in versions if each[0] == table)
        return [row for row in found if row is not None]

    async def _drop(self, delivery: Delivery) -> None:
        source = await self._source()
        for name, resource in resources_of(source).items():
            table = next(table for table, own in TABLES.items() if name.startswith(own))
            intake = Intake(
                source=source,
                resource=resource,
                today=Today.at(self.world.clock.now(), "Asia/Jakarta"),
                told={},
                way="file",
                as_of=self.world.clock.now(),
            )
            rows = intake.rows(self._rows(table, delivery.versions))
            async with self.world.database.transaction() as session:
                if delivery.way == "part":
                    checked = [intake.checked(row)[0] for row in rows]
                    await merge(session, source.code, checked)
                    await merge_absence(session, checked, intake, is_whole=False)
                else:
                    await merge_whole(session, rows, intake)

    async def _source(self) -> Any:
        async with self.world.database.reading() as session:
            return await sources.find(session, self.pushing.code)


async def test_any_order_and_any_repetition_gives_the_same(world: World) -> None:
    loop = asyncio.get_running_loop()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    @settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])
    @given(histories(), deliveries(), st.randoms(use_true_random=False))
    def same(history: History, given: list[Delivery], chance: random.Random) -> None:
        once, often = Deliverer(world, history), Deliverer(world, history)
        again = [*given, *chance.sample(given, 2)]
        chance.shuffle(again)

        run(once.deliver(given, often=False))
        run(often.deliver(again, often=True))

        assert run(once.pushing.facts()) == run(often.pushing.facts())
        assert run(once.pushing.records()) == run(often.pushing.records())

    await asyncio.to_thread(same)
