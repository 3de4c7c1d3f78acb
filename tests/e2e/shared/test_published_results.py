"""A result through the gateway: published, announced, read by the public, verified without us."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e import log
from tests.e2e.world import REGION, World, spbe_campaign

from contracts.envelope import Header
from contracts.events.score import ResultPublishedV2
from contracts.registry import decode
from contracts.topics import SCORE
from kit.messaging import Record
from scoring.publication.domain.signing_keys import SigningKey
from scoring.publication.usecases.verify import verify_package

SPBE = spbe_campaign(2025)


async def test_a_result_is_published_and_verified_by_anybody(world: World, tmp_path: Path) -> None:
    assessment = await world.assessment(SPBE, REGION)
    published = await world.publish(assessment, "mandiri")
    assert await world.publish(assessment, "mandiri") == published
    path = f"/results/{assessment}/{published['revision']}"
    score = (await world.api.get(f"/scores/{assessment}")).json()
    tracks = {each["track"]: each for each in score["tracks"]}
    assert tracks["published"]["exact"] == tracks["self"]["exact"] == published["exact"]

    await world.consumed()
    async with log.broker(world.sandbox.topology.kafka) as broker:
        said = [record for record in await log.records(broker, SCORE.name) if is_published(record)]
    (event,) = [decode(ResultPublishedV2.TYPE, record.value or b"") for record in said]
    assert isinstance(event, ResultPublishedV2)
    assert (event.key, event.result_hash) == (assessment, published["result_hash"])

    public = {"Authorization": f"Bearer {world.sandbox.token('public')}"}
    assert (await world.api.get(path, headers=public)).json() == published
    assert (await world.api.get("/results/chain")).json()["whole"]
    assert (await world.api.get(f"{path}/verify", headers=public)).json()["whole"]
    package = (await world.api.get(f"{path}/package")).raise_for_status().content
    sent = await world.api.post("/results/verify", content=package, headers=public)
    assert (sent.json()["whole"], sent.json()["key_is_known"]) == (True, True)
    check_offline(package, published, folder=tmp_path)


def is_published(record: Record) -> bool:
    return dict(record.headers)[Header.TYPE] == ResultPublishedV2.TYPE.encode()


def check_offline(package: bytes, published: dict[str, Any], *, folder: Path) -> None:
    """Verify with the command line alone, and see a changed byte named."""
    key = verify_package(package).key
    assert key.key_id == published["key_id"]
    (folder / "key.pem").write_bytes(key.pem)
    (folder / "hasil.zip").write_bytes(package)
    place = len(package) // 2
    broken = package[:place] + bytes([package[place] ^ 1]) + package[place + 1 :]
    (folder / "rusak.zip").write_bytes(broken)
    (folder / "other.pem").write_bytes(SigningKey.generate().public.pem)

    whole = tolok_verify(folder / "hasil.zip", folder / "key.pem")
    assert (whole.returncode, published["announced"] in whole.stdout) == (0, True), whole.stderr
    assert tolok_verify(folder / "rusak.zip", folder / "key.pem").returncode == 1
    other = tolok_verify(folder / "hasil.zip", folder / "other.pem")
    assert (other.returncode, "public-key.pem" in other.stderr) == (1, True)


def tolok_verify(file: Path, key: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandbox.cli", "verify", str(file), "--key", str(key)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
