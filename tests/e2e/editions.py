"""What the stories of editions do again and again: open a campaign, answer, wait for a number."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
from tests.e2e.expected_scores import mean
from tests.e2e.world import REGION, World
from tests.support.waiting import eventually

from sandbox.region.oracle import exact
from scoring.publication.usecases.verify import verify_package

SPBE_EDITION = "permenpanrb-59-2020"
YAML = {"Content-Type": "application/yaml"}
Json = dict[str, Any]


async def read(world: World, path: str, **params: str) -> Json:
    """Return what a GET answers, once the moment that it asks about is settled."""

    async def settled() -> httpx.Response | None:
        answer = await world.api.get(path, params=params)
        return None if answer.status_code == 409 and "settled_until" in answer.json() else answer

    answer = await eventually(settled)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def post(world: World, path: str, body: Any = None, *, status: int = 200) -> Json:
    """Return what a POST answers, which must have this status."""
    answer = await world.api.post(path, json=body)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


async def open_campaign(world: World, code: str, edition: str, *, agency: str = REGION) -> str:
    """Open an agency's campaign of this year and return its assessment, once it is scored."""
    body = {
        "code": code,
        "name": f"Kegiatan {code}",
        "edition_code": edition,
        "derivation_set_version": None,
        "period": "2026",
        "under_code": agency,
        "agency_codes": [agency],
    }

    async def is_open() -> bool:
        answer = await world.api.post("/campaigns", json=body)
        # A new edition reaches the service that opens campaigns a moment after its publication.
        assert answer.status_code in {201, 422}, answer.text
        return answer.status_code == 201

    await eventually(is_open)
    assessment = await world.assessment(code, agency)

    async def is_scored() -> bool:
        answer = await world.api.get(f"/scores/{assessment}")
        return answer.status_code == 200 and bool(answer.json()["tracks"])

    await eventually(is_scored)
    return assessment


async def answer(
    world: World, assessment: str, code: str, level: str, *, by: Mapping[str, str] | None = None
) -> httpx.Response:
    """Put a level as a person would, whatever was there."""
    path = f"/assessments/{assessment}/answers/{code}"
    present = (await world.api.get(path)).raise_for_status()
    headers = {**(by or {}), "If-Match": present.headers["ETag"]}
    body = {"level": level, "explanation": "Peraturan Bupati, pasal 4."}
    return await world.api.put(path, json=body, headers=headers)


async def answer_all(
    world: World, assessment: str, levels: Mapping[str, str], *, by: Mapping[str, str] | None = None
) -> None:
    """Put all levels, each of which must be taken."""
    for code, level in levels.items():
        put = await answer(world, assessment, code, level, by=by)
        assert put.status_code == 200, f"{code} {level}: {put.text}"


async def track(world: World, assessment: str, name: str, **params: str) -> Json:
    """Return a track of a score."""
    score = await read(world, f"/scores/{assessment}", **params)
    return next(each for each in score["tracks"] if each["track"] == name)


async def reaches(
    world: World, assessment: str, expected: Fraction | None, *, name: str = "self"
) -> Json:
    """Return a track, once it has exactly this index."""
    wanted, last = written(expected), None
    try:

        async def is_there() -> Json | None:
            nonlocal last
            last = await track(world, assessment, name)
            return last if last["exact"] == wanted else None

        found: Json = await eventually(is_there)
    except AssertionError as error:
        raise AssertionError(f"{name}: expected {wanted}, is {last and last['exact']}") from error
    return found


async def publish(world: World, assessment: str, stage: str) -> Json:
    """Publish a stage, of which anybody can verify the package offline, and return the result."""
    published: Json = await world.publish(assessment, stage)
    path = f"/results/{assessment}/{published['revision']}/package"
    package = (await world.api.get(path)).raise_for_status().content
    assert verify_package(package).key.key_id == published["key_id"]
    return published


def written(value: Fraction | None) -> str | None:
    """Return an exact number as answers carry it."""
    return None if value is None else str(exact(value))


def index_of(nodes: list[Json], levels: Mapping[str, str], *, empty: str) -> Fraction:
    """Return the exact index of levels; what is not answered counts `empty`."""
    counted: dict[str, Fraction | None] = {
        node["code"]: Fraction(empty) for node in nodes if node["kind"] == "indicator"
    }
    counted |= {code: None if each == "n/a" else Fraction(each) for code, each in levels.items()}
    found = mean(counted, nodes)
    assert found is not None
    return found


def evaluated(edition: str | Path, file: Path) -> Json:
    """Return what the command line makes of a file of levels."""
    command = [sys.executable, "-m", "sandbox.cli", "evaluate", str(edition), str(file), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: Json = json.loads(done.stdout)
    return found


def now() -> str:
    """Return this moment as `as_of` takes it."""
    return datetime.now(UTC).isoformat()
