"""A busy machine fails no test: none measures time, and all wait in the one generous way."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .conftest import ROOT, Source, all_sources

TESTS = ROOT / "tests"
# The way to wait itself, what bounds the harm at random, and how long a part of the tests took.
MAY_MEASURE = {"support/waiting.py", "chaos/conftest.py", "support/run.py"}
MEASURES = {"monotonic", "perf_counter", "monotonic_ns", "perf_counter_ns", "process_time"}
HASTY_SECONDS = 10


def test_no_test_measures_time_or_ends_a_wait_by_itself() -> None:
    found = {
        f"{path}:{node.lineno} {what}"
        for path, source in _tests()
        if path not in MAY_MEASURE
        for node, what in _measures(source)
    }
    assert found == set()


def test_no_test_gives_a_wait_a_hasty_end() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, source in _tests()
        for node in source.nodes
        if isinstance(node, ast.Call) and _is_wait(node) and _has_hasty_end(node)
    ]
    assert found == []


def _tests() -> Iterator[tuple[str, Source]]:
    for source in all_sources():
        if source.path.is_relative_to(TESTS):
            yield str(source.path.relative_to(TESTS)), source


def _measures(source: Source) -> Iterator[tuple[ast.expr, str]]:
    for node in source.nodes:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        said = f"{node.value.id}.{node.attr}"
        is_end = said in {"asyncio.timeout", "asyncio.wait_for", "asyncio.timeout_at"}
        if is_end or (node.value.id == "time" and node.attr in MEASURES):
            yield node, said


def _is_wait(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in {"wait", "wait_for", "wait_for_end", "communicate", "run", "join"}


def _has_hasty_end(call: ast.Call) -> bool:
    ends = [given.value for given in call.keywords if given.arg in {"timeout", "seconds"}]
    return any(
        isinstance(end, ast.Constant)
        and isinstance(end.value, int | float)
        and end.value < HASTY_SECONDS
        for end in ends
    )


def test_the_folders_that_are_looked_through_are_there() -> None:
    assert all((TESTS / name).exists() for name in MAY_MEASURE)
    assert Path(__file__).is_relative_to(TESTS)
