"""The product as the people of a story use it: the public API of the gateway, and nothing else."""

import time
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_delay

from sandbox.access.tokens import get_token
from sandbox.processes.children import StartError
from sandbox.region.loading.sending import check, has_members
from sandbox.telling.texts import Json

Language = Literal["id", "en"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES = "application/octet-stream"
_SECONDS = 30.0
_PATIENCE_SECONDS = 300.0  # what takes longer than this on a busy machine does not come
_POLL_SECONDS = 0.1
_BUSY = (429, 503)


class Product:
    """A running sandbox, seen from outside; use as a context."""

    def __init__(self, api: str, home: Path, language: Language = "id") -> None:
        self._api, self._home = api, home
        self._http = httpx.Client(
            base_url=f"{api}/api/v1", timeout=_SECONDS, headers={"Accept-Language": language}
        )
        self._portals = cache(self._open)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def portal(self, subject: str, role: str, agency: str) -> "Portal":
        """Return the product as this person sees it, in this role, for this agency."""
        return self._portals(subject, role, agency)

    def _open(self, subject: str, role: str, agency: str) -> "Portal":
        token = get_token(self._api, self._home, roles=[role], agency=agency, client=subject)
        return Portal(self._http, token)


class Portal:
    """What one person sees and does. A refusal is a LoadError that holds its reason."""

    def __init__(self, http: httpx.Client, token: str) -> None:
        self._http = http
        self._bearer = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **params: str) -> Json:
        """Return a resource."""
        body: Json = check(self._send("GET", path, params=params)).json()
        return body

    def find(self, path: str, **params: str) -> Json | None:
        """Return a resource, None if there is none."""
        answer = self._send("GET", path, params=params)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        body: Json = check(answer).json()
        return body

    def items(self, path: str, **params: str) -> list[Json]:
        """Return all items of a list, page by page."""
        found: list[Json] = []
        query = {"limit": "200", **params}
        while True:
            page = self.get(path, **query)
            found += page["items"]
            if page.get("next_cursor") is None:
                return found
            query["cursor"] = page["next_cursor"]

    def put(self, path: str, body: Json) -> bool:
        """Set a resource to a wanted state; return whether that changed it."""
        present = self._send("GET", path)
        if present.status_code == httpx.codes.NOT_FOUND:
            condition = {"If-None-Match": "*"}
        elif has_members(check(present).json(), body):
            return False
        else:
            condition = {"If-Match": present.headers["ETag"]}
        check(self._send("PUT", path, json=body, headers=condition))
        return True

    def change(self, path: str, body: Json, *, of: str | None = None) -> Json:
        """Change a part of a resource and return the answer; `of`: whose ETag guards it.

        What is busy is asked again, from what it is by then.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            headers = {}
            if of is not None:
                headers["If-Match"] = check(self._send("GET", of)).headers["ETag"]
            answer = self._send_once("PUT", path, json=body, headers=headers)
            if not _is_busy(answer) or time.monotonic() > deadline:
                found: Json = check(answer).json()
                return found
            time.sleep(_POLL_SECONDS)

    def post(
        self, path: str, body: Json | list[Json] | None = None, *, match: str | None = None
    ) -> Json:
        """Do something, once however often the request is repeated; return the answer.

        `match`: the ETag of its preview, so that exactly that is done.
        """
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        if match is not None:
            headers["If-Match"] = match
        found: Json = check(self._send("POST", path, json=body, headers=headers)).json()
        return found

    def preview(self, path: str, body: Json) -> tuple[Json, str]:
        """Return what something would do, and the ETag with which exactly that is done."""
        answer = check(self._send("POST", path, json=body, params={"preview": "true"}))
        return answer.json(), answer.headers["ETag"]

    def try_post(self, path: str, body: Json | list[Json], *, unless: int) -> Json | None:
        """Do something, unless it was done: then the API answers with this status."""
        answer = self._send("POST", path, json=body)
        if answer.status_code == unless:
            return None
        found: Json = check(answer).json()
        return found

    def download(self, path: str) -> bytes:
        """Return a file."""
        return check(self._send("GET", path)).content

    def upload(self, path: str, workbook: bytes) -> Json:
        """Send a workbook and return the answer."""
        headers = {"Content-Type": XLSX}
        body: Json = check(self._send("PUT", path, content=workbook, headers=headers)).json()
        return body

    def send_file(self, path: str, content: bytes) -> Json:
        """Send a whole file and return the answer."""
        size, headers = {"size": str(len(content))}, {"Content-Type": BYTES}
        answer = self._send("PUT", path, content=content, headers=headers, params=size)
        found: Json = check(answer).json()
        return found

    def import_table(self, path: str, workbook: bytes, **params: str) -> Json:
        """Send a table to be taken in and return the answer."""
        found: Json = check(self._import(path, workbook, params)).json()
        return found

    def faults_of_table(self, path: str, workbook: bytes, **params: str) -> list[Json]:
        """Return what is wrong with a table, cell by cell."""
        answer = self._import(path, workbook, params)
        if answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
            check(answer)
            return []
        found: list[Json] = answer.json()["errors"]
        return found

    def wait_for(self, path: str, holds: Callable[[Json], bool], **params: str) -> Json:
        """Wait until a resource is there and `holds` is true for it; return it.

        Raises:
            StartError: It is never so.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = self.find(path, **params)
            if found is not None and holds(found):
                return found
            time.sleep(_POLL_SECONDS)
        raise StartError(f"{path} tidak berubah pada waktunya; lihat `tolok logs`. It never came.")

    def _import(self, path: str, workbook: bytes, params: Mapping[str, str]) -> httpx.Response:
        headers = {"Content-Type": XLSX, "Idempotency-Key": str(uuid.uuid4())}
        return self._send("POST", path, content=workbook, headers=headers, params=params)

    def _send(self, method: str, path: str, **told: Any) -> httpx.Response:
        """Send a request, and again while the product says that it is busy."""
        return _WHILE_BUSY(self._send_once, method, path, **told)

    def _send_once(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **told: Any
    ) -> httpx.Response:
        sent = {**self._bearer, **(headers or {})}
        return self._http.request(method, path, headers=sent, **told)


def _is_busy(answer: httpx.Response) -> bool:
    return answer.status_code in _BUSY


def _pause(state: RetryCallState) -> float:
    """Return the seconds that the product asks for; one where it names none."""
    answer = state.outcome.result() if state.outcome else None
    asked = answer.headers.get("retry-after", "") if answer is not None else ""
    return float(asked) if asked.isdecimal() else 1.0


_WHILE_BUSY: Final = Retrying(
    retry=retry_if_result(_is_busy),
    wait=_pause,
    stop=stop_after_delay(_PATIENCE_SECONDS),
    retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
)
