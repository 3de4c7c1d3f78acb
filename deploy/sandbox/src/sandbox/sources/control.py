"""The control API of a simulated system: acts as its users, and makes it fail. Loopback only."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.region.agencies import agency
from sandbox.region.changes import Change, InvalidChange, Request
from sandbox.region.years import WIB
from sandbox.sources.faults import METADATA_ADDRESS, MODES
from sandbox.sources.log import log
from sandbox.sources.running import RunningSystem

_LISTED = 50
_LONGEST_FAULT = 86_400


def control_routes(running: RunningSystem) -> list[Route]:
    """Return the routes below `/_control`."""
    control = _Control(running)
    return [
        Route("/_control/change", control.change, methods=["POST"]),
        Route("/_control/fault", control.fault, methods=["POST"]),
        Route("/_control/reset", control.reset, methods=["POST"]),
        Route("/_control/state", control.state, methods=["GET"]),
    ]


class _Control:
    def __init__(self, running: RunningSystem) -> None:
        self._running = running

    async def change(self, http: HttpRequest) -> Response:
        return await self._handle(http, self._change)

    async def fault(self, http: HttpRequest) -> Response:
        return await self._handle(http, self._fault)

    async def reset(self, _http: HttpRequest) -> Response:
        self._running.reset()
        log("reset", system=self._running.system.name)
        return JSONResponse(self._running.state())

    async def state(self, _http: HttpRequest) -> Response:
        return JSONResponse(self._running.state())

    async def _handle(
        self, http: HttpRequest, act: Callable[[Mapping[str, Any]], dict[str, Any]]
    ) -> Response:
        """Read a JSON object and act on it; requests that any web page could send are refused."""
        if not http.headers.get("content-type", "").startswith("application/json"):
            return _refused(415, "header/Content-Type", "Send application/json.")
        try:
            members = json.loads(await http.body())
        except ValueError as error:
            return _refused(400, "", f"The body is no JSON: {error}.")
        if not isinstance(members, dict):
            return _refused(400, "", "The body must be a JSON object.")
        try:
            return JSONResponse(act(members))
        except InvalidChange as error:
            return _refused(422, error.field, str(error))

    def _change(self, members: Mapping[str, Any]) -> dict[str, Any]:
        running = self._running
        name = members.get("action")
        action = running.system.actions.get(str(name))
        if action is None:
            known = ", ".join(running.system.actions)
            raise InvalidChange("action", f"action must be one of {known}, not {name!r}.")
        changes = action(running.tables, Request(members, datetime.now(WIB)))
        records = [self._record(change) for change in changes]
        running.remember(str(name), records)
        log("changed", system=running.system.name, action=str(name), records=len(records))
        return {
            "system": running.system.name,
            "action": name,
            "record": records[0] if records else None,
            "records": records[:_LISTED],
            "count": len(records),
        }

    def _record(self, change: Change) -> dict[str, Any]:
        running = self._running
        resource = running.resource_of(change.table)
        after = resource.render(running.tables, change.after)
        before = change.before and resource.render(running.tables, change.before)
        return {
            "kind": resource.name,
            "id": str(change.after.id),
            "agency_code": _agency_code(change.after),
            "year": change.after.year,
            "revision": getattr(running.tables, change.table).revision(change.after.year),
            "before": before,
            "after": after,
        }

    def _fault(self, members: Mapping[str, Any]) -> dict[str, Any]:
        mode, seconds = members.get("mode"), members.get("seconds")
        if mode not in MODES:
            raise InvalidChange("mode", f"mode must be one of {', '.join(MODES)}, not {mode!r}.")
        if seconds is not None and not _is_duration(seconds):
            raise InvalidChange("seconds", f"seconds must be a number above 0, not {seconds!r}.")
        location = members.get("location", METADATA_ADDRESS)
        if not isinstance(location, str):
            raise InvalidChange("location", "location must be a text.")
        self._running.faults.switch(str(mode), seconds=seconds, location=location)
        log("fault", system=self._running.system.name, mode=str(mode))
        return {"mode": mode, "seconds": seconds}


def _is_duration(seconds: object) -> bool:
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return number and 0 < seconds <= _LONGEST_FAULT  # type: ignore[operator]  # checked one line above


def _refused(status: int, field: str, message: str) -> Response:
    return JSONResponse({"message": message, "field": field}, status)


def _agency_code(row: Any) -> str | None:
    for name in ("org_code", "unit_code", "agency_id"):
        found = getattr(row, name, None)
        if found is not None:
            return agency(str(found)).code
    return None
