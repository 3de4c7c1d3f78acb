"""Every rule of the process names the tests that prove it, and they are there."""

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import pytest

from .conftest import ROOT

_TESTS: Final = ROOT / "tests"
_TABLE: Final = ROOT / "tests" / "architecture" / "the_process.toml"
RULES: Final[Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))["rules"]


@cache
def named_in(place: str) -> frozenset[str]:
    """Return the names of the tests of a file; none where there is no such file."""
    path = _TESTS / place
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    functions = (
        each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return frozenset(each.name for each in functions if each.name.startswith("test_"))


def missing(tests: Sequence[str]) -> Iterator[str]:
    """Yield the named tests that are not there."""
    for named in tests:
        place, _, name = named.partition("::")
        if name not in named_in(place):
            yield named


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_the_process_is_proven_by_tests_that_are_there(rule: str) -> None:
    told = RULES[rule]
    assert told.keys() == {"says", "tests"}
    assert told["says"]
    assert told["tests"]
    assert len({*told["tests"]}) == len(told["tests"])
    assert [*missing(told["tests"])] == []


def test_no_two_rules_say_the_same() -> None:
    sentences = [told["says"].casefold() for told in RULES.values()]
    assert len({*sentences}) == len(sentences)


def test_a_test_that_is_not_there_is_noticed() -> None:
    here = "architecture/test_the_process.py"
    named = [f"{here}::test_nothing", "nowhere.py::test_it", f"{here}::missing", here]
    assert [*missing([*named, f"{here}::test_a_test_that_is_not_there_is_noticed"])] == named
