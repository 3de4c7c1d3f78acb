"""Long computations: in turn over subjects, few at once, and never without an end."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pytest
from starlette.requests import ClientDisconnect
from tests.support.waiting import NEVER_SECONDS, comes, until

from gateway.settings import GatewaySettings
from kit.auth import Principal
from kit.errors import TooManyRequests, Unavailable
from scoring.settings import ScoringSettings
from scoring.trials.api.computations import Computations
from scoring.trials.usecases.solve_path import AFTERWARDS_SECONDS

if TYPE_CHECKING:
    from fastapi import Request

    from scoring.trials.domain.deadline import Deadline

LONG = 1_000.0


class Client:
    """A request whose client may hang up."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, str]:
        await self.gone.wait()
        return {"type": "http.disconnect"}


@dataclass
class Desk:
    """Computations that last until they are let go, by the name that they were asked under."""

    computations: Computations = field(default_factory=lambda: Computations(LONG))
    begun: list[str] = field(default_factory=list)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    enough: dict[str, threading.Event] = field(default_factory=dict)

    def ask(
        self, subject: str, name: str | None = None, client: Client | None = None
    ) -> asyncio.Task[str]:
        called = name or subject
        self.enough[called] = threading.Event()

        def compute(deadline: Deadline) -> str:
            self.begun.append(called)
            self.deadlines[called] = deadline
            deadline.stop_at_end(self.enough[called].set)
            assert self.enough[called].wait(NEVER_SECONDS)
            return called

        request = cast("Request", client or Client())
        principal = Principal(subject, frozenset({"leader"}), None)
        return asyncio.create_task(self.computations.run(request, principal, compute))

    async def let_go(self, name: str, task: asyncio.Task[str]) -> None:
        self.enough[name].set()
        assert await comes(task) == name

    def free(self) -> bool:
        found: Any = self.computations
        return not found._computing and not found._waiting


async def begins(desk: Desk, *names: str) -> None:
    await until(lambda: {*names} <= {*desk.begun})


async def test_who_asks_for_too_much_is_told_so_and_nobody_else_waits() -> None:
    desk = Desk()
    mine = [desk.ask("officer", f"{number}") for number in range(4)]
    with pytest.raises(TooManyRequests) as refused:
        await comes(mine[3])
    assert refused.value.headers["Retry-After"] == "1"

    await begins(desk, "0")
    other = desk.ask("leader")
    await begins(desk, "leader")
    await desk.let_go("leader", other)
    assert desk.begun == ["0", "leader"]

    for number in range(3):
        await begins(desk, f"{number}")
        await desk.let_go(f"{number}", mine[number])
    assert desk.free()


async def test_a_place_goes_to_who_had_none_for_longest() -> None:
    desk = Desk()
    first, again = desk.ask("a"), desk.ask("a", "a again")
    other = desk.ask("b")
    await begins(desk, "a", "b")
    late = desk.ask("c")
    await asyncio.sleep(0)
    await desk.let_go("a", first)
    await begins(desk, "c")
    assert desk.begun[2:] == ["c"]
    await desk.let_go("b", other)
    await begins(desk, "a again")
    await desk.let_go("c", late)
    await desk.let_go("a again", again)
    assert desk.free()


async def test_who_hangs_up_gives_the_place_back() -> None:
    desk = Desk()
    computing, waiting = Client(), Client()
    tasks = [desk.ask("a", client=computing), desk.ask("a", "a again", client=waiting)]
    other = desk.ask("b")
    await begins(desk, "a", "b")
    late = desk.ask("c")

    waiting.gone.set()
    with pytest.raises(ClientDisconnect):
        await comes(tasks[1])
    assert "a again" not in desk.begun
    computing.gone.set()
    with pytest.raises(ClientDisconnect):
        await comes(tasks[0])
    assert desk.deadlines["a"].is_over
    await begins(desk, "c")

    await desk.let_go("b", other)
    await desk.let_go("c", late)
    assert desk.free()


async def test_a_request_that_is_cancelled_gives_its_place_back() -> None:
    desk = Desk()
    first = desk.ask("a")
    await begins(desk, "a")
    waiting = desk.ask("a", "a again")
    await asyncio.sleep(0)
    for task in (waiting, first):
        task.cancel()
    await asyncio.gather(first, waiting, return_exceptions=True)
    await until(desk.free)


async def test_who_waits_for_too_long_is_told_for_whom() -> None:
    desk = Desk()
    tasks = [desk.ask("a"), desk.ask("b")]
    await begins(desk, "a", "b")
    desk.computations.seconds = 0.0
    with pytest.raises(TooManyRequests):
        await comes(desk.ask("a", "a again"))
    with pytest.raises(Unavailable):
        await comes(desk.ask("c"))

    for name, task in zip("ab", tasks, strict=True):
        await desk.let_go(name, task)
    assert desk.free()


async def test_the_more_wait_the_less_time_each_has() -> None:
    desk = Desk()
    first = [desk.ask("a"), desk.ask("b")]
    await begins(desk, "a", "b")
    others = {name: desk.ask(name) for name in "cdefgh"}
    await asyncio.sleep(0)
    await desk.let_go("a", first[0])
    await begins(desk, "c")
    assert desk.deadlines["c"].seconds_left + NEVER_SECONDS >= 1
    assert desk.deadlines["c"].seconds_left < desk.deadlines["b"].seconds_left
    await desk.let_go("b", first[1])
    for name, task in others.items():
        await begins(desk, name)
        await desk.let_go(name, task)
    assert desk.free()


async def test_what_goes_wrong_comes_out_and_leaves_the_place() -> None:
    desk = Desk()

    def broken(_deadline: Deadline) -> None:
        raise ValueError("broken")

    principal = Principal("a", frozenset({"leader"}), None)
    with pytest.raises(ValueError, match="broken"):
        await desk.computations.run(cast("Request", Client()), principal, broken)
    assert desk.free()


def test_an_answer_is_there_before_the_gateway_stops_waiting() -> None:
    seconds = ScoringSettings.model_fields["computing_seconds"].default
    assert seconds < GatewaySettings.model_fields["answer_seconds"].default


def test_a_path_is_answered_within_two_seconds_without_a_job() -> None:
    """By its deadlines: what is not proven until then is marked so."""
    whole = ScoringSettings.model_fields["computing_seconds"].default
    assert whole + AFTERWARDS_SECONDS < 2
