"""A path that takes long: it holds nothing, keeps nobody waiting, and is answered in time."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from tests.component.scoring.conftest import ISSUER
from tests.component.scoring.region import (
    REGION,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    opened,
)
from tests.support.waiting import NEVER_SECONDS, comes, eventually

from scoring.trials.usecases import find_path
from scoring.trials.usecases.solve_path import Solution, Solutions, solve_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from tests.component.scoring.conftest import Service

    from scoring.trials.domain.deadline import Deadline
    from scoring.trials.domain.goal import Problem

PATH = f"/scores/{SPBE}/path"
OPEN = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""


class Solver:
    """Solves nothing until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.enough = threading.Event()

    def __call__(self, _problem: Problem, *, solutions: int, deadline: Deadline) -> Solutions:
        self.begun += 1
        deadline.stop_at_end(self.enough.set)
        assert self.enough.wait(NEVER_SECONDS), solutions
        return Solutions([Solution((), is_proven=True)], is_complete=True)


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Solver]:
    made = Solver()
    monkeypatch.setattr(find_path, "solve_path", made)
    yield made
    made.enough.set()


@pytest.fixture
async def story(service: Service) -> Service:
    await service.once(_tell)
    return service


async def _tell(service: Service) -> None:
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2))


def of(subject: str) -> dict[str, str]:
    token = ISSUER.token("agency_officer", agency=REGION, subject=subject)
    return {"Authorization": f"Bearer {token}"}


def ask(service: Service, subject: str) -> asyncio.Task[httpx.Response]:
    asked = service.api.get(PATH, params={"target": "2.6"}, headers=of(subject))
    return asyncio.create_task(asked)


async def begins(solver: Solver, count: int) -> None:
    async def is_so() -> bool:
        return solver.begun >= count

    await eventually(is_so)


async def test_one_officer_who_asks_for_much_holds_up_nobody(
    story: Service, solver: Solver
) -> None:
    mine = [ask(story, "officer") for _ in range(4)]
    done, _ = await asyncio.wait(mine, return_when=asyncio.FIRST_COMPLETED)
    (refused,) = [task.result() for task in done]
    await begins(solver, 1)
    other = ask(story, "leader")
    await begins(solver, 2)
    score = await story.api.get(f"/scores/{SPBE}")
    solver.enough.set()
    answers = await asyncio.gather(*mine)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "Permintaan Anda yang lain" in refused.json()["detail"]
    assert score.status_code == 200
    assert (await comes(other)).status_code == 200
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 429]


async def test_nothing_of_the_database_is_held_while_a_path_is_computed(
    story: Service, solver: Solver
) -> None:
    asked = [ask(story, f"officer {number}") for number in range(8)]
    await begins(solver, 2)

    async def nothing_is_open() -> bool:
        return bool((await story.rows(OPEN))[0][0] == 0)

    await eventually(nothing_is_open)
    assert story.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a queue pool
    solver.enough.set()
    assert {answer.status_code for answer in await asyncio.gather(*asked)} == {200}


async def test_with_time_enough_all_is_proven(story: Service) -> None:
    found = (await story.api.get(PATH, params={"target": "2.6"})).json()

    assert found["best"]["is_proven"]
    assert all(way["is_proven"] for way in found["alternatives"])
    assert found["is_complete"]


async def test_an_answer_that_is_not_proven_says_so(
    story: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(problem: Problem, *, solutions: int, deadline: Deadline) -> Solutions:
        deadline.end()
        return solve_path(problem, solutions=solutions, deadline=deadline)

    monkeypatch.setattr(find_path, "solve_path", hasty)
    answer = await story.api.get(PATH, params={"target": "2.6"})
    found: dict[str, Any] = answer.json()

    assert answer.status_code == 200, answer.text
    assert not found["best"]["is_proven"]
    assert not found["is_complete"]
    assert found["alternatives"] == []
    assert found["best"]["standing"]["predicate"]["id"] == "Baik"
