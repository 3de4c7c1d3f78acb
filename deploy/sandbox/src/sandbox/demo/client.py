"""The demo's requests to the public API and to the sources' control API."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

import httpx
from httpx_sse import connect_sse

from sandbox.processes.children import StartError
from sandbox.running.supervisor import Sandbox
from sandbox.telling.texts import Json, track_of

REGION = "9901"
_SECONDS = 20.0
_POLL_SECONDS = 0.1
_WHILE_OPEN = httpx.Timeout(_SECONDS, read=None)
_SCORE_CHANGED = "scoring.score.changed"


class Client:
    """The product as a leader sees it, with the live stream; use as a context."""

    def __init__(self, sandbox: Sandbox) -> None:
        token = sandbox.token("coordinator", "operator", agency=REGION)
        headers = {"Authorization": f"Bearer {token}"}
        self._sandbox = sandbox
        self._api = httpx.Client(
            base_url=f"{sandbox.api}/api/v1", headers=headers, timeout=_SECONDS
        )
        self._changes: SimpleQueue[tuple[datetime, Json]] = SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._open = threading.Event()

    def __enter__(self) -> Self:
        self._listener.start()
        if not self._open.wait(_SECONDS):
            raise StartError("The gateway's stream did not open; see `tolok logs gateway`.")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._api.close()

    def get(self, path: str, **params: str) -> Json:
        """Return a resource's JSON; raise for an error answer."""
        answer = self._api.get(path, params=params).raise_for_status()
        body: Json = answer.json()
        return body

    def assessment(self, campaign: str, agency: str) -> str:
        """Return the id of an agency's assessment in a campaign."""
        found = self.get("/assessments", campaign=campaign, agency=agency)
        return str(found["items"][0]["assessment_id"])

    def change(self, system: str, **members: Any) -> Json:
        """Change a record in a simulated source system; return what the system answers."""
        url = f"{self._sandbox.topology.source_url(system)}/_control/change"
        body: Json = httpx.post(url, json=members, timeout=_SECONDS).raise_for_status().json()
        return body

    def wait_for_score_event(self, assessment: str, *, since: datetime) -> tuple[float, Json]:
        """Wait for the score event caused by a change after `since`; return seconds and event."""
        deadline = time.monotonic() + _SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                arrived, event = self._changes.get(timeout=left)
            except Empty:
                break
            if event["assessment_id"] == assessment and _is_caused_after(event, since):
                return (arrived - since).total_seconds(), event
        raise StartError("No score event arrived; see `tolok logs`.")

    def wait_for_track(self, assessment: str, track: str, holds: Callable[[Json], bool]) -> Json:
        """Wait until `holds` is true for a track of the score; return the track."""
        found: list[Json] = []

        def check() -> bool:
            found[:] = [track_of(self.get(f"/scores/{assessment}"), track)]
            return holds(found[0])

        self._wait(check)
        return found[0]

    def _wait(self, check: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _SECONDS
        while not check():
            if time.monotonic() > deadline:
                raise StartError("The score did not change in time; see `tolok logs`.")
            time.sleep(_POLL_SECONDS)

    def _listen(self) -> None:
        try:
            with connect_sse(self._api, "GET", "/stream", timeout=_WHILE_OPEN) as stream:
                self._open.set()
                for event in stream.iter_sse():
                    if event.event.startswith(_SCORE_CHANGED):
                        self._changes.put((datetime.now(UTC), json.loads(event.data)))
        except httpx.HTTPError:
            return  # the demo has ended


def _is_caused_after(event: Json, since: datetime) -> bool:
    """Return whether an event moved a level because of something that happened after `since`."""
    times = (datetime.fromisoformat(cause["event_time"]) for cause in event["causes"])
    return bool(event["moves"]) and any(at >= since for at in times)
