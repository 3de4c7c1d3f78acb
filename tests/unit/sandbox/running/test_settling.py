from typing import Any

import pytest

from sandbox.access import calls
from sandbox.processes.children import StartError
from sandbox.running import settling

QUIET = "tolok_scoring_scores_changed_total 0.0\n"
BEHIND = 'tolok_consumer_lag_records{group="scoring",partition="0",topic="integration.fact"} 3.0\n'


def answer(monkeypatch: pytest.MonkeyPatch, *, health: str, metrics: str) -> None:
    def get_json(_url: str, *, token: str) -> Any:
        return {"items": [{"state": {"health": health}}], "token": token}

    monkeypatch.setattr(calls, "get_json", get_json)
    monkeypatch.setattr(calls, "get_text", lambda _url: metrics)


def test_it_is_settled_though_no_score_has_changed_since_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, health="up", metrics=QUIET)
    settling.settle("http://api", token="t", scoring="http://scoring", seconds=5)


@pytest.mark.parametrize(("health", "metrics"), [("unread", QUIET), ("up", QUIET + BEHIND)])
def test_it_is_not_settled_while_something_is_unread(
    monkeypatch: pytest.MonkeyPatch, health: str, metrics: str
) -> None:
    answer(monkeypatch, health=health, metrics=metrics)
    with pytest.raises(StartError, match="not read in time"):
        settling.settle("http://api", token="t", scoring="http://scoring", seconds=0.5)
