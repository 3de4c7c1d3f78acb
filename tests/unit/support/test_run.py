"""The program behind `make test`: nothing hides a failure, and every failure can be run alone."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support import run
from tests.support.run import FAILED, INTERRUPTED, PASSED, Outcome, Part

GOOD = "def test_good():\n    pass\n"
BAD = """
import pytest

@pytest.mark.parametrize("text", ["it's a [b]"])
def test_bad(text):
    assert not text

@pytest.fixture
def broken():
    raise RuntimeError

def test_error(broken):
    pass
"""
UNREADABLE = "import nowhere_at_all\n"


@pytest.fixture(autouse=True)
def _start_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture
def part(tmp_path: Path) -> Callable[[str, str], Part]:
    """Make a part of one file of tests."""

    def make(name: str, text: str) -> Part:
        file = tmp_path / f"test_{name}.py"
        file.write_text(text)
        options = (
            "-q",
            "-p",
            "no:cacheprovider",
            "-c",
            "/dev/null",
            "--continue-on-collection-errors",
            "--rootdir",
            str(tmp_path),
        )
        return Part(name, (*options, str(file)))

    return make


def test_a_failure_hides_no_later_one_and_all_are_named(
    part: Callable[[str, str], Part], capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = [part("one", BAD), part("two", UNREADABLE), part("three", GOOD)]
    assert run.run_all(chosen) == FAILED
    told = capsys.readouterr().out
    assert [line.split()[:2] for line in told.splitlines() if line[:6] in ("FAILED", "passed")] == [
        ["FAILED", "one"],
        ["FAILED", "two"],
        ["passed", "three"],
    ]
    named = [line.strip() for line in told.splitlines() if "-m pytest" in line]
    assert [shlex.split(line)[-1] for line in named] == [
        "test_one.py::test_bad[it's a [b]]",
        "test_one.py::test_error",
        "test_two.py",
    ]


def test_whatever_passes_ends_with_zero(part: Callable[[str, str], Part]) -> None:
    assert run.run_all([part("one", GOOD), part("two", GOOD)]) == PASSED


def test_the_command_of_a_failure_runs_just_that_test(
    part: Callable[[str, str], Part], tmp_path: Path
) -> None:
    (failed, _) = run.run(part("one", BAD)).failed
    assert failed == "test_one.py::test_bad[it's a [b]]"
    again = subprocess.run(
        [sys.executable, *shlex.split(run.command(failed))[1:], "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed" in again.stdout


def test_a_run_that_ends_without_a_failed_test_has_not_passed() -> None:
    for code in (3, 4, 5, -9):
        outcome = Outcome(Part("one", ()), code, [])
        assert not outcome.passed
        assert f"code {code}" in run.summary([outcome])


def test_an_interruption_runs_nothing_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "run", lambda part, **_: Outcome(part, INTERRUPTED, ["test_x"]))
    assert run.run_all([Part("one", ()), Part("two", ())]) == INTERRUPTED
    told = capsys.readouterr().out
    assert "STOPPED  one" in told
    assert "not run  two" in told
    assert "test_x" in told


def test_other_versions_run_all_but_the_whole_product_and_say_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert [part.name for part in run.parts((3, 11))] == [
        run.ONE_SERVICE.name,
        run.WHOLE_PRODUCT.name,
    ]
    assert capsys.readouterr().out == ""
    assert [part.name for part in run.parts((3, 13))] == [run.ONE_SERVICE.name]
    told = capsys.readouterr().out
    assert "Python 3.13" in told
    assert "on Python 3.11 only" in told


def test_named_tests_end_with_the_code_of_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Part] = []

    def note(part: Part) -> Outcome:
        asked.append(part)
        return Outcome(part, 5, [])

    monkeypatch.setattr(run, "run", note)
    assert run.main(["test", "tests/unit", "-q"]) == 5
    assert [list(part.arguments) for part in asked] == [["tests/unit", "-q"]]


def test_chaos_says_its_seed_and_takes_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[dict[str, str]] = []

    def note(_: object, *, env: dict[str, str]) -> int:
        given.append(env)
        return 0

    monkeypatch.setattr(run, "run_all", note)
    assert run.main(["chaos", "--seed", "7", "--seconds", "5"]) == 0
    assert given == [{run.SEED: "7", run.SECONDS: "5"}]
    assert "SEED=7 SECONDS=5" in capsys.readouterr().out
    run.main(["chaos"])
    assert f"SEED={given[1][run.SEED]} SECONDS=1200" in capsys.readouterr().out
