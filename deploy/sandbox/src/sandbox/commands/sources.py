"""`source`: register, try and watch source systems through the public API."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sandbox.access import calls
from sandbox.access.calls import CallError
from sandbox.access.tokens import get_token
from sandbox.processes.children import StartError
from sandbox.running.state import require_running
from sandbox.settings import SandboxSettings

_REFUSED: Final = 1
_BAD_INPUT: Final = 2
_MOST_SHOWN: Final = 200


class _Api:
    """The sources of the API, as an operator of an agency sees them."""

    def __init__(self, agency: str) -> None:
        settings = SandboxSettings()
        self._base = require_running(settings.home).api
        self._token = get_token(self._base, settings.home, roles=["operator"], agency=agency)

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        address = f"{self._base}/api/v1/sources{path}"
        return calls.send_json(method, address, body, token=self._token, headers=headers)


def show_list(agency: str) -> int:
    """Print the sources of a region: code, system, adapter, health, last success."""
    return _with(agency, _list)


def show(code: str, agency: str) -> int:
    """Print a registration with its health, as JSON."""
    return _with(agency, lambda api: _print_json(api.ask("GET", f"/{_named(code)}")))


def adapters(name: str, agency: str, *, as_json: bool) -> int:
    """Print what an adapter knows: its listings, each field with its usual key and its facts."""
    return _with(agency, lambda api: _adapters(api, name, as_json=as_json))


def register(file: str, agency: str) -> int:
    """Register the source in a file."""
    given = _read(file)
    return _with(agency, lambda api: _say(api.ask("POST", "", given), "terdaftar", "registered"))


def change(file: str, agency: str) -> int:
    """Change the registration of the source in a file to what the file says."""
    given = _read(file)

    def send(api: _Api) -> int:
        path = f"/{_named(str(given.get('code', '')))}"
        revision = {"If-Match": f'"{api.ask("GET", path)["revision"]}"'}
        return _say(api.ask("PUT", path, given, revision), "diubah", "changed")

    return _with(agency, send)


def dry_run(file: str, listing: str, sample: str, agency: str, *, as_json: bool) -> int:
    """Show what would become of one answer of the source in a file; nothing is stored."""
    given: dict[str, Any] = {"registration": _read(file), "limit": _MOST_SHOWN}
    if listing:
        given["listing"] = listing
    if sample:
        given["sample"] = _text(sample)
    return _with(agency, lambda api: _tried(api.ask("POST", "/dry-run", given), as_json=as_json))


def sync(code: str, agency: str) -> int:
    """Ask for a reading now, and print the run that will do it."""
    return _with(agency, lambda api: _print_json(api.ask("POST", f"/{_named(code)}/sync")))


def runs(code: str, agency: str) -> int:
    """Print the last readings of a source, and the row errors of the newest one."""
    return _with(agency, lambda api: _runs(api, code))


def _with(agency: str, work: Callable[[_Api], int]) -> int:
    try:
        return work(_Api(agency))
    except CallError as error:
        sys.stderr.write(f"✗ {error}\n")
        return _REFUSED


def _named(code: str) -> str:
    return quote(code, safe="")


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{file} cannot be read: {error}") from error


def _read(file: str) -> dict[str, Any]:
    try:
        found = json.loads(_text(file))
    except ValueError as error:
        raise StartError(f"{file} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise StartError(f"{file} must hold one JSON object.")
    return found


def _line(*parts: object) -> None:
    sys.stdout.write("  ".join(str(part) for part in parts).rstrip() + "\n")


def _print_json(document: object) -> int:
    _line(json.dumps(document, ensure_ascii=False, indent=2))
    return 0


def _say(stored: Mapping[str, Any], indonesian: str, english: str) -> int:
    _line(f"✓ {stored['code']} {indonesian} / {english}, revision {stored['revision']}")
    return 0


def _list(api: _Api) -> int:
    for item in api.ask("GET", "?limit=200")["items"]:
        state = item["state"]
        why = "" if state["failure"] is None else state["failure"]["id"]
        seen = state["last_success_at"] or "-"
        _line(item["code"].ljust(28), item["adapter"].ljust(18), state["health"], seen, why)
    return 0


def _adapters(api: _Api, name: str, *, as_json: bool) -> int:
    items = api.ask("GET", "/adapters")["items"]
    found = [item for item in items if name in ("", item["name"])]
    if not found:
        known = ", ".join(item["name"] for item in items)
        sys.stderr.write(f"✗ {name}: tidak ada / there is none. {known}\n")
        return _BAD_INPUT
    if as_json:
        return _print_json(found)
    for adapter in found:
        _line(f"{adapter['name']} ({adapter['version']}), system {adapter['system']}")
        for listing in adapter["listings"] if name else ():
            parts = ", ".join(f"{{{part}}}" for part in listing["parts"])
            _line("", f"{listing['system']}: {listing['name']}", f"[{parts}]")
            for field in listing["fields"]:
                mark = "*" if field["facts"] else " "
                key = f"{field['name']} ← {field['usual_key']}".ljust(44)
                _line("  ", mark, key, field["type"].ljust(18), field["meaning"]["id"])
    return 0


def _tried(shown: Mapping[str, Any], *, as_json: bool) -> int:
    if as_json:
        return _print_json(shown)
    _line(f"{shown['listing']} ({shown['path']}), {shown['adapter']}")
    if shown["failure"] is not None:
        _line("✗", shown["failure"]["id"])
        return _REFUSED
    for error in shown["errors"]:
        _line("✗", error["field"], error["message"]["id"], "→", error["advice"]["id"])
    for row in shown["rows"]:
        record = row["record"]
        if record is not None:
            _line("✓", row["position"], record["record_id"], record["agency_code"] or "-")
            _line("   ", json.dumps(record["content"], ensure_ascii=False, sort_keys=True))
        elif not row["errors"]:
            _line("-", row["position"], "dilewati / left out")
        for error in row["errors"]:
            said = f"{error['field']} = {error['found']!r}: {error['message']['id']}"
            _line("✗", row["position"], said, "→", error["advice"]["id"])
    counts = "rows_found", "rows_read", "rows_broken", "rows_left_out"
    _line(", ".join(f"{name} {shown[name]}" for name in counts))
    return _REFUSED if shown["rows_broken"] or shown["errors"] else 0


def _runs(api: _Api, code: str) -> int:
    items = api.ask("GET", f"/{_named(code)}/runs?limit=20")["items"]
    for run in items:
        figures = " ".join(f"{name}={count}" for name, count in run["figures"].items())
        why = "" if run["failure"] is None else run["failure"]["id"]
        _line(run["finished_at"] or run["requested_at"], run["status"].ljust(9), figures, why)
    if items:
        newest = api.ask("GET", f"/{_named(code)}/runs/{items[0]['run_id']}")
        for error in newest["row_errors"]:
            _line(" ", json.dumps(error, ensure_ascii=False))
    return 0
