"""What `make test` and `make chaos` run: every part, whatever fails, and at the end what failed.

    python -m tests.support.run test [pytest's arguments]
    python -m tests.support.run chaos --seed 7 --seconds 300

The exit code is 0 if everything passed, 1 if anything failed, 130 if it was interrupted.
"""

import argparse
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support import failures

PASSED, FAILED, INTERRUPTED = 0, 1, 130
WHOLE = (3, 11)
"""The version of Python on which the product is built and shipped, so everything runs on it."""
SEED, SECONDS = "TOLOK_CHAOS_SEED", "TOLOK_CHAOS_SECONDS"
_PARALLEL = (
    *("--dist", "loadfile", "--no-loadscope-reorder"),  # see _LONGEST in conftest.py
    "--continue-on-collection-errors",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One run of pytest."""

    name: str
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part ended, and which tests failed in it."""

    part: Part
    code: int
    failed: Sequence[str]
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every test of the part ran and passed."""
        return self.code == PASSED and not self.failed


# By folder and not by mark: what a part does not run, it does not import either. A test of one
# service waits for its database for a third of its time; one of the whole product fills a core.
ONE_SERVICE = Part(
    "unit, component, contract, architecture, golden",
    ("-n", "3", "--ignore", "tests/e2e", "--ignore", "tests/chaos"),
)
WHOLE_PRODUCT = Part("end to end", ("-n", "2", "tests/e2e"))
CHAOS = Part("chaos", ("-m", "chaos", "-n", "0", "-s", "tests/chaos"))


def main(argv: Sequence[str]) -> int:
    """Run what the arguments name and return the exit code."""
    what, given = argv[0], argv[1:]
    if what == "chaos":
        return run_all([CHAOS], env=_chaos(given))
    if given:
        return run(Part("the named tests", given)).code
    return run_all(parts(sys.version_info[:2]))


def parts(version: tuple[int, ...]) -> list[Part]:
    """Return the parts that run on a version of Python, and say which do not and why."""
    shared = [
        Part(part.name, (*_PARALLEL, *part.arguments)) for part in (ONE_SERVICE, WHOLE_PRODUCT)
    ]
    if tuple(version) == WHOLE:
        return shared
    whole, this = (".".join(map(str, numbers)) for numbers in (WHOLE, version))
    say(
        f"Python {this}: this runs the part '{ONE_SERVICE.name}'.\n"
        f"The part '{WHOLE_PRODUCT.name}' runs on Python {whole} only, the version that the product"
        " is shipped with:\nwhat differs from version to version shows in the first part."
    )
    return shared[:1]


def run_all(chosen: Sequence[Part], *, env: Mapping[str, str] | None = None) -> int:
    """Run one part after the other, whatever fails, and say at the end what failed."""
    outcomes: list[Outcome] = []
    for part in chosen:
        say(f"\n• {part.name}")
        outcomes.append(run(part, env=env))
        if outcomes[-1].code == INTERRUPTED:
            break
    say(summary(outcomes, not_run=chosen[len(outcomes) :]))
    if any(outcome.code == INTERRUPTED for outcome in outcomes):
        return INTERRUPTED
    return PASSED if all(outcome.passed for outcome in outcomes) else FAILED


def run(part: Part, *, env: Mapping[str, str] | None = None) -> Outcome:
    """Run one part."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tolok-run-") as folder:
        file = Path(folder) / "failed.txt"
        command = [sys.executable, "-m", "pytest", "-p", "tests.support.failures", *part.arguments]
        environment = {**os.environ, **(env or {}), failures.VARIABLE: str(file)}
        code = _run_pytest(command, environment)
        failed = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return Outcome(part, code, failed, time.monotonic() - began)


def summary(outcomes: Sequence[Outcome], *, not_run: Sequence[Part] = ()) -> str:
    """Return how each part ended, and each failure with the command that runs it alone."""
    lines = ["", "=" * 34 + " summary " + "=" * 34]
    for outcome in outcomes:
        minutes, seconds = divmod(round(outcome.seconds), 60)
        lines.append(f"{_verdict(outcome)}  {outcome.part.name}  ({minutes} min {seconds} s)")
    lines += [f"not run  {part.name}" for part in not_run]
    failed = [nodeid for outcome in outcomes for nodeid in outcome.failed]
    if failed:
        lines.append(f"\n{len(failed)} failed; each runs alone with the command in its line:")
        lines += [f"  {command(nodeid)}" for nodeid in failed]
    return "\n".join(lines)


def command(nodeid: str) -> str:
    """Return the command that runs one test alone."""
    python = Path(sys.executable)
    here = Path.cwd()
    shown = python.relative_to(here) if python.is_relative_to(here) else python
    return f"{shlex.quote(str(shown))} -m pytest {shlex.quote(nodeid)}"


def say(text: str) -> None:
    """Write to the screen at once: what a part writes itself comes after it."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _run_pytest(command: Sequence[str], environment: Mapping[str, str]) -> int:
    heard: list[int] = []
    # Ctrl-C reaches pytest as well, which then ends in order.
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        code = subprocess.run(command, check=False, env=environment).returncode
    finally:
        signal.signal(signal.SIGINT, before)
    return INTERRUPTED if heard else code


def _verdict(outcome: Outcome) -> str:
    if outcome.passed:
        return "passed "
    if outcome.code in (PASSED, FAILED):
        return "FAILED "
    if outcome.code == INTERRUPTED:
        return "STOPPED"
    return f"FAILED  (pytest itself ended with code {outcome.code})"


def _chaos(given: Sequence[str]) -> dict[str, str]:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--seconds", type=int, default=1200)
    asked = parser.parse_args(given)
    seed = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    say(f"chaos: SEED={seed} SECONDS={asked.seconds}  (the same seed does the same harm again)")
    return {SEED: str(seed), SECONDS: str(asked.seconds)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
