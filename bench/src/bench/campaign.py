"""W6: a campaign of 200 agencies on 47 indicators is opened, answered, and its progress is read.

Then three more stages decide everything and are closed, and its disagreement is read.

Through the service's own API in this process, as a coordinator asks, on a real database. The limits
beside it are the database alone: copying the rows that the opening writes, and the one query for
the newest decisions.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final

import httpx

from bench.edition import bench_edition
from bench.workloads import EDITION, HIGHEST_LEVEL, INDICATORS
from kit.auth import Principal
from kit.consumer import Decoded, decode_all
from kit.database import Database, raw
from kit.outbox import to_record
from kit.testing import MemoryBroker
from submission.app import create_app
from submission.assessments.domain.answer import Answer
from submission.assessments.store import decisions
from submission.disagreement import store as disagreement
from submission.editions.consumers import handle
from submission.progress.store import parts as progress
from submission.settings import SubmissionSettings

AGENCIES: Final = 200
_REGION: Final = "bench"
_READS: Final = 9
_NOW: Final = datetime(2026, 3, 1, tzinfo=UTC)
_REASONS: Final = {
    "fakta": "Peraturan Bupati Nomor 12 Tahun 2024 Pasal 4, halaman 3. " * 4,
    "analisis": "Ditetapkan dan diterapkan pada semua unit kerja. " * 4,
    "pembuktian": "Tingkat di bawahnya: Surat Edaran 2/2023, halaman 1. " * 2,
}
_ADD_AGENCIES: Final = """
INSERT INTO agency (agency_code, revision, name, agency_kind, is_assessed, parent_code, valid_from,
    predecessor_codes, successor_codes, changed_at, changed_by)
SELECT code, 1, code, CASE parent WHEN '' THEN 'regency' ELSE 'agency' END, parent <> '',
    nullif(parent, ''), DATE '2020-01-01', '{}', '{}', now(), 'bench'
FROM unnest($1::text[], $2::text[]) AS told (code, parent)
"""
# These ask for the sector of public service that they are about, each for another one.
_SECTORS: Final = {"45": "Kesehatan", "46": "Pendidikan", "47": "Sosial"}
_LATER: Final = ("dokumen", "interviu", "reviu")
_COPIED: Final = ("assessment", "assessment_stage", "stage_passage")


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """Seconds of the opening, milliseconds of the reading (medians), each beside its limit."""

    opening: float
    opening_limit: float
    reading: float
    reading_limit: float
    comparing: float
    comparing_limit: float


async def measure_campaign(url: str, *, agencies: int = AGENCIES) -> CampaignFigures:
    """Open a campaign in a migrated database of submission, answer it, and read its progress."""
    async with _service(url) as (api, database):
        await _prepare(database, agencies)
        body = {
            "code": "bench-2026",
            "name": "Bench",
            "edition_code": EDITION,
            "derivation_set_version": None,
            "period": "2026",
        }
        started = time.perf_counter()
        (await api.post("/campaigns", json=body)).raise_for_status()
        opening = time.perf_counter() - started
        opening_limit = await _copy(database)
        await _answer(database)

        async def read() -> None:
            answer = await api.get("/campaigns/bench-2026/progress", params={"limit": agencies})
            _check(answer.raise_for_status().json(), agencies)

        async def query() -> None:
            async with database.reading() as session:
                rows = await progress.parts(session, "bench-2026", root_code=_REGION)
                await (await raw(session)).fetch(progress.NEWEST, [row[0] for row in rows])

        reading, reading_limit = await _median(read), await _median(query)
        comparing, comparing_limit = await _compare(api, database, agencies)
        return CampaignFigures(
            opening, opening_limit, reading, reading_limit, comparing, comparing_limit
        )


async def _compare(
    api: httpx.AsyncClient, database: Database, agencies: int
) -> tuple[float, float]:
    """Let three more stages decide; return the time of what is compared, and of its query."""
    for place, stage in enumerate(_LATER, 1):
        await _answer(database, stage, place)
    async with database.transaction() as session:
        await (await raw(session)).execute("UPDATE assessment_stage SET state = 'closed'")

    async def read() -> None:
        found = (await api.get("/campaigns/bench-2026/disagreement")).raise_for_status().json()
        pairs = sum(scale["pair_count"] for scale in found["scales"])
        if pairs != agencies * len(INDICATORS) or found["uncompared"]:
            raise SystemExit(f"the disagreement is wrong: {found}")

    async def query() -> None:
        async with database.reading() as session:
            rows = await progress.parts(session, "bench-2026", root_code=_REGION)
            await disagreement.newest(session, [row[0] for row in rows])

    return await _median(read), await _median(query)


async def _median(work: Callable[[], Awaitable[None]]) -> float:
    await work()  # until what it needs is in memory
    spent = []
    for _ in range(_READS):
        started = time.perf_counter()
        await work()
        spent.append((time.perf_counter() - started) * 1000)
    return median(spent)


def _check(page: dict[str, Any], agencies: int) -> None:
    answered = [item["stages"][0]["answered"] for item in page["items"]]
    if answered != [len(INDICATORS)] * agencies:
        raise SystemExit(f"the progress is wrong: {answered}")


@asynccontextmanager
async def _service(url: str) -> AsyncIterator[tuple[httpx.AsyncClient, Database]]:
    settings = SubmissionSettings(
        database_url=url,
        kafka_bootstrap_servers="unused:9092",
        oidc_issuer="http://127.0.0.1:9",
        cursor_key="of-this-run-and-longer-than-32-characters",
        log_level="WARNING",
    )
    app = create_app(settings, broker=MemoryBroker())
    app.state.verifier = _Coordinator()
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://submission.bench/api/v1",
            headers={"Authorization": "Bearer bench"},
        ) as api,
    ):
        yield api, app.state.database


class _Coordinator:
    """Takes every token for that of the region's coordinator; how tokens are read is no figure."""

    async def verify(self, _: str) -> Principal:
        """Return the coordinator."""
        return Principal("bench", frozenset({"coordinator"}), _REGION)


async def _prepare(database: Database, agencies: int) -> None:
    codes = [f"{_REGION}.{number}" for number in range(1, agencies + 1)]
    now = datetime.now(UTC).isoformat().encode()
    published = to_record(bench_edition(), source=b"tolok/bench", time=now)
    decoded = Decoded()
    decode_all([published], into=decoded)
    async with database.transaction() as session:
        await handle(session, decoded.events)
        connection = await raw(session)
        await connection.execute(_ADD_AGENCIES, [_REGION, *codes], ["", *[_REGION] * len(codes)])


async def _copy(database: Database) -> float:
    """Return the seconds in which the database alone writes the rows of the opening again."""
    async with database.transaction() as session:
        connection = await raw(session)
        for table in _COPIED:
            await connection.execute(f"CREATE TABLE copy_{table} (LIKE {table} INCLUDING ALL)")
    started = time.perf_counter()
    async with database.transaction() as session:
        connection = await raw(session)
        for table in _COPIED:
            await connection.execute(f"INSERT INTO copy_{table} SELECT * FROM {table}")  # noqa: S608 - constants
    return time.perf_counter() - started


async def _answer(database: Database, stage: str = "mandiri", place: int = 0) -> None:
    """Decide every indicator of every agency at a stage, as its own transaction each."""
    async with database.reading() as session:
        rows = await progress.parts(session, "bench-2026", root_code=_REGION)
    decided = [_answer_to(code, stage, place) for code in INDICATORS]
    for row in rows:
        async with database.transaction() as session:
            await decisions.add_all(session, row.assessment_id, decided)
    async with database.transaction() as session:
        await (await raw(session)).execute("ANALYZE level_decision, assessment, assessment_stage")


def _answer_to(code: str, stage: str, place: int) -> Answer:
    """Return a decision; `place`: which of the stages it is, 0 the first."""
    return Answer(
        indicator_code=code,
        stage=stage,
        level=str((int(code) + place) % HIGHEST_LEVEL + 1),
        explanation="",
        reasons=_REASONS,
        revision=place * len(INDICATORS) + int(code) + 1,
        decided_by=f"bench.{place}",
        decided_at=_NOW,
        recorded_at=_NOW,
        via="bulk",
        sector=_SECTORS.get(code),
    )
