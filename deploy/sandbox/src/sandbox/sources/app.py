"""The HTTP application of a simulated system."""

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.sources.bodies import BODIES
from sandbox.sources.control import control_routes
from sandbox.sources.faults import drip, endless_list, rename, renumber, spoil
from sandbox.sources.log import log
from sandbox.sources.running import RunningSystem
from sandbox.sources.system import ErrorAnswer, Page, Params, Resource, System, version_of

_ENDLESS_PAGE = 50


def create_app(system: System, *, secret: str, seed: int, delay_seconds: float) -> Starlette:
    """Return the application; all answers except those of the control API wait `delay_seconds`."""
    running = RunningSystem(system, seed=seed)
    served = [
        Route(resource.path, _Endpoint(running, resource, secret, delay_seconds).answer)
        for resource in system.resources
    ]
    errors: dict[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
        404: _own_words(system, 404, "Alamat tidak ditemukan."),
        405: _own_words(system, 405, "Metode tidak diizinkan."),
    }
    return Starlette(routes=[*served, *control_routes(running)], exception_handlers=errors)


class _Endpoint:
    """Serves one resource. Checks in this order: fault, credential, entity tag; then the rows."""

    def __init__(
        self, running: RunningSystem, resource: Resource, secret: str, delay: float
    ) -> None:
        self._running = running
        self._resource = resource
        self._secret = secret
        self._delay = delay

    async def answer(self, request: Request) -> Response:
        started = time.perf_counter()
        await asyncio.sleep(self._delay)
        response = await self._running.faults.replacement(request)
        if response is None:
            try:
                response = self._right_answer(request)
            except ErrorAnswer as refusal:
                body = self._running.system.error(refusal.status, refusal.message)
                response = JSONResponse(body, refusal.status)
        self._note(request, response, time.perf_counter() - started)
        return response

    def _right_answer(self, request: Request) -> Response:
        self._authorise(request)
        params = {**request.query_params, **request.path_params}
        mode = self._running.faults.mode
        tables, resource = self._running.tables, self._resource
        etag = f'"{version_of(tables, resource.sources(params))}{self._mark(mode)}"'
        if mode in ("none", "broken_rows", "drifted") and _matches(request, etag):
            return Response(status_code=304, headers={"ETag": etag})
        if mode == "endless_pages":
            return self._endless(params)
        body = BODIES.get(mode, bytes)(_json(self._body(params, mode)))
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if mode == "drip":
            return StreamingResponse(drip(body), headers=headers, media_type="application/json")
        return Response(body, headers=headers, media_type="application/json")

    def _body(self, params: Params, mode: str) -> dict[str, Any]:
        system, resource = self._running.system, self._resource
        page = system.paging(params)
        if mode == "page_loop":
            return self._first_page_again(params)
        rows = resource.rows(self._running.tables, params)
        shown: list[Any] = self._render(rows if page is None else page.of(rows))
        if mode == "broken_rows":
            shown = spoil(shown, id_key=resource.id_key, fragile=resource.fragile)
        if mode == "drifted":
            shown = rename(shown, field=resource.fragile)
        return system.wrap(shown, page, len(rows))

    def _first_page_again(self, params: Params) -> dict[str, Any]:
        """Return the first of three pages, whichever is asked for."""
        system, resource = self._running.system, self._resource
        rows = self._render(resource.rows(self._running.tables, params))
        page = system.paging(params) or Page(1, _ENDLESS_PAGE)
        return system.wrap(rows[: page.size], page, 3 * page.size)

    def _endless(self, params: Params) -> Response:
        """Answer with a page that is never the last one, or with a list that never ends."""
        system, resource = self._running.system, self._resource
        shown = self._render(resource.rows(self._running.tables, params))
        page = system.paging(params) or Page(1, _ENDLESS_PAGE)
        claimed = (page.number + 1) * page.size
        envelope = system.wrap(shown[: page.size], page, claimed)
        if not {"last_page", "pagination"} & envelope.keys():
            return endless_list(envelope, id_key=resource.id_key)
        rows = renumber(envelope["data"], id_key=resource.id_key, page=page.number)
        return Response(_json({**envelope, "data": rows}), media_type="application/json")

    def _render(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [self._resource.render(self._running.tables, row) for row in rows]

    def _authorise(self, request: Request) -> None:
        given = self._running.system.secret_of(request.headers)
        if self._running.faults.is_expired():
            given = None
        if given is None or not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise ErrorAnswer(401, "Tidak terautentikasi: token tidak ada atau tidak berlaku.")

    def _mark(self, mode: str) -> str:
        return f"-{mode}" if mode in ("broken_rows", "drifted") else ""

    def _note(self, request: Request, response: Response, seconds: float) -> None:
        self._running.answers[str(response.status_code)] += 1
        # A client that polls every second gets mostly this answer, so it is counted but not logged.
        if response.status_code == 304:  # noqa: PLR2004  not modified
            return
        log(
            "request",
            system=self._running.system.name,
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            traceparent=request.headers.get("traceparent"),
        )


def _own_words(
    system: System, status: int, message: str
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(_request: Request, _error: Exception) -> Response:
        return JSONResponse(system.error(status, message), status)

    return answer


def _matches(request: Request, etag: str) -> bool:
    given = request.headers.get("if-none-match", "")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in given.split(","))


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
