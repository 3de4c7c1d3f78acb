"""What the OpenAPI document promises holds, whatever is sent: schemathesis tries to find otherwise.

It has a product of its own, so that it harms no other story.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
from tests.chaos.conftest import Rounds, SecondsLeft, told
from tests.support.templates import SERVER_SETTINGS
from tests.support.waiting import NEVER_SECONDS

from rules.roles import ROLES
from sandbox.running.supervisor import Sandbox
from sandbox.settings import CHECKOUT, SandboxSettings

REGION: Final = "9901"
TOGETHER: Final = 8  # operations in one round
LEAST_SECONDS, MOST_SECONDS = 20, 60
"""Of a round. What is begun then is ended; a run that does not end by itself is killed."""
GRACE_SECONDS: Final = 120
SETTINGS: Final = {
    "gateway": {
        # A refusal because of too many requests would hide what an operation says.
        "GATEWAY_RATE_LIMIT": "1000000/minute",
        "GATEWAY_ISSUER_FAILURE_LIMIT": "1000000/minute",
        # The stream ends by itself, and so is an answer like all others.
        "GATEWAY_STREAM_SESSION_SECONDS": "0.5",
    }
}
# Drafts that break their shape in many ways are found by what reads and lists.
DRAFTS: Final = (
    {"edition_code": "tanpa-bentuk"},
    {"edition_code": "bukan-bentuk", "title": "a text", "nodes": [1, None], "status": "published"},
)


def test_the_product_does_as_its_openapi_document_says(
    rounds: Rounds, seconds_left: SecondsLeft, tmp_path: Path
) -> None:
    settings = SandboxSettings(home=tmp_path)
    with Sandbox(settings, overrides=SETTINGS, postgres_settings=SERVER_SETTINGS) as sandbox:
        document = _prepared(sandbox)
        waiting: list[str] = []
        for chance in rounds():
            if len(waiting) < TOGETHER:
                waiting += chance.sample(document, len(document))
            chosen, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
            told(", ".join(chosen))
            seconds = int(min(max(seconds_left(), LEAST_SECONDS), MOST_SECONDS))
            seed = chance.randrange(10**6)
            _try(sandbox, chosen, seed=seed, seconds=seconds, folder=tmp_path)


def _prepared(sandbox: Sandbox) -> list[str]:
    """Store what reads are to meet, and return the ids of all operations."""
    headers = {"Authorization": f"Bearer {_token(sandbox)}"}
    with httpx.Client(base_url=sandbox.api, headers=headers, timeout=NEVER_SECONDS) as client:
        for draft in DRAFTS:
            client.post("/api/v1/editions", json=draft).raise_for_status()
        document = client.get("/openapi.json").raise_for_status().json()
    assert document["x-unavailable"] == []
    return sorted(_ids(document))


def _ids(document: dict[str, Any]) -> Iterator[str]:
    for operations in document["paths"].values():
        yield from (operation["operationId"] for operation in operations.values())


def _try(
    sandbox: Sandbox, operations: Sequence[str], *, seed: int, seconds: int, folder: Path
) -> None:
    chosen = [part for one in operations for part in ("--include-operation-id", one)]
    command = [
        *(sys.executable, "-m", "schemathesis.cli"),
        *("--config-file", str(CHECKOUT / "tests/support/schemathesis.toml")),
        *("run", f"{sandbox.api}/openapi.json"),
        *("--header", f"Authorization: Bearer {_token(sandbox)}"),
        *("--phases", "examples,coverage,fuzzing", "--continue-on-failure"),
        *("--seed", str(seed), "--max-time", str(seconds), "--request-timeout", "60"),
        *("--generation-database", "none", "--no-color", "--warnings", "off", *chosen),
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "SCHEMATHESIS_HOOKS": "tests.support.promises",
    }
    run = subprocess.run(
        command,
        check=False,
        cwd=folder,  # it remembers failures where it runs; here they end with the story
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds + GRACE_SECONDS,
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"


def _token(sandbox: Sandbox) -> str:
    return sandbox.token(*(ROLES - {"source"}), agency=REGION)
