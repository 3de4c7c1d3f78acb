"""`tolok source`: what operators do with runs reaches the API, and they are told what became."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sandbox.access import calls
from sandbox.cli import main
from sandbox.commands import sources

RUN: dict[str, Any] = {
    "run_id": "r1",
    "status": "quarantined",
    "requested_at": "2026-11-30T01:00:00Z",
    "finished_at": "2026-11-30T01:00:05Z",
    "figures": {"rows": 80, "row_errors": 61},
    "failure": {"code": "new_field", "id": "Ada kolom baru.", "en": "A new field."},
    "progress": None,
    "duration_seconds": 5.0,
    "quarantine": {
        "status": "held",
        "findings": [{"message": {"id": "ceilings memuat kolom baru Kd_Baru.", "en": "…"}}],
    },
    "error_groups": [
        {
            "listing": "ceilings",
            "field": "amount",
            "count": 61,
            "message": {"id": "bukan angka", "en": "not a number"},
        }
    ],
    "row_errors": [{"record_id": "17"}],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """What the API was asked; it answers every time with the same run."""
    seen: list[tuple[str, str, Any]] = []

    def send(method: str, url: str, document: Any = None, **_: Any) -> Any:
        path = url.partition("/api/v1/sources")[2]
        seen.append((method, path, document))
        return {"items": [RUN]} if "?limit" in path else RUN

    monkeypatch.setattr(calls, "send_json", send)
    running = SimpleNamespace(api="http://127.0.0.1:1")
    monkeypatch.setattr(sources, "require_running", lambda _: running)
    monkeypatch.setattr(sources, "get_token", lambda *_, **__: "a token")
    return seen


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["source", *arguments])


@pytest.mark.parametrize("what", ["cancel", "release", "discard"])
def test_an_operator_decides_about_exactly_one_run(
    asked: list[tuple[str, str, Any]], what: str
) -> None:
    result = run(what, "planning", "r1")
    assert result.exit_code == 0
    assert asked == [("POST", f"/planning/runs/r1/{what}", None)]
    assert json.loads(result.stdout)["status"] == "quarantined"


@pytest.mark.parametrize(
    ("arguments", "body"),
    [((), {}), (("--year", "2023", "--year", "2024"), {"years": [2023, 2024]})],
)
def test_a_reading_is_asked_for_and_so_are_years_aside(
    asked: list[tuple[str, str, Any]], arguments: tuple[str, ...], body: Any
) -> None:
    assert run("sync", "planning", *arguments).exit_code == 0
    assert asked == [("POST", "/planning/sync", body)]


def test_the_runs_show_why_a_reading_is_held_and_its_errors_by_kind(
    asked: list[tuple[str, str, Any]],
) -> None:
    shown = run("runs", "planning").stdout
    assert len(asked) == 2
    assert "rows=80 row_errors=61 Ada kolom baru." in " ".join(shown.split())
    assert "ceilings memuat kolom baru Kd_Baru." in shown
    assert "61 x  ceilings  amount  bukan angka" in shown


@pytest.mark.usefixtures("asked")
def test_a_run_that_was_held_is_no_success_of_the_bar() -> None:
    result = run("watch", "planning")
    assert result.exit_code == 1
    assert "A new field." in " ".join(result.stdout.split())


def test_what_the_api_refuses_is_said(monkeypatch: pytest.MonkeyPatch, asked: Any) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise calls.CallError("409: That run has ended.")

    monkeypatch.setattr(calls, "send_json", refuse)
    result = run("cancel", "planning", "r1")
    assert (result.exit_code, asked) == (1, [])
    assert "That run has ended." in result.stderr
