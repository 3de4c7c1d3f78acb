"""Change the arithmetic a little, thousands of times, and see whether a test notices each change.

`make mutants` runs it on libs/rules and the scoring domain, with the unit and golden tests, and
prints what survived. mutmut wants one source tree, so one is laid out in a folder of its own.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).parents[1]
FOLDER: Final = CHECKOUT / ".sandbox" / "mutants"
PACKAGES: Final = {
    "rules": CHECKOUT / "libs/rules/src/rules",
    "scoring": CHECKOUT / "services/scoring/src/scoring",
}
# What the arithmetic is made of; the rest of scoring is only needed to run the tests.
MUTATED: Final = (
    "src/rules/*",
    *(f"src/scoring/{wing}/domain/*" for wing in ("state", "reasons", "trials")),
    *(f"src/scoring/{wing}/domain.py" for wing in ("targets", "contradictions", "scores")),
    *(f"src/scoring/publication/domain/{name}.py" for name in ("chain", "national")),
    "src/scoring/results/domain/flaw.py",
    "src/scoring/replay/domain.py",
)
TESTS: Final = ("tests/unit/rules", "tests/golden", "tests/unit/scoring")
LEAST_PERCENT: Final = 90
_SURVIVED: Final = (0, 33)  # mutmut's exit codes: all tests passed, no test came by


def main() -> None:
    """Run all mutants, or those named; exit with 1 when too many survived."""
    _lay_out()
    command = [str(Path(sys.executable).with_name("mutmut")), "run", *sys.argv[1:]]
    subprocess.run(command, cwd=FOLDER, check=True)
    report = _report()
    survivors = [name for found in report.values() for name in found.survivors]
    sys.stdout.write("".join(f"{name}\n" for name in survivors))
    for path, found in report.items():
        sys.stdout.write(f"{found}  {path}\n")
    total = _Found(sum(found.count for found in report.values()), survivors)
    sys.stdout.write(f"{total}  all\n")
    sys.exit(total.percent < LEAST_PERCENT)


class _Found:
    def __init__(self, count: int, survivors: list[str]) -> None:
        self.count, self.survivors = count, survivors

    @property
    def percent(self) -> float:
        """Return the share of mutants that a test noticed."""
        return 100 * (self.count - len(self.survivors)) / self.count

    def __str__(self) -> str:
        killed = self.count - len(self.survivors)
        return f"{self.percent:6.1f} %  {killed:5} of {self.count:5} killed"


def _lay_out() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "src").mkdir(parents=True)
    for name, source in PACKAGES.items():
        shutil.copytree(source, FOLDER / "src" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        CHECKOUT / "tests", FOLDER / "tests", ignore=shutil.ignore_patterns("__pycache__")
    )
    pytest_options = (CHECKOUT / "pyproject.toml").read_text("utf-8")
    (FOLDER / "pyproject.toml").write_text(pytest_options + _options())


def _options() -> str:
    """Return what mutmut reads; a string of JSON is one of TOML too."""
    values: Mapping[str, object] = {
        "source_paths": [f"src/{name}" for name in PACKAGES],
        "only_mutate": MUTATED,
        "pytest_add_cli_args_test_selection": TESTS,
        "pytest_add_cli_args": [
            *("-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutants")
        ],
        "use_git_change_detection": False,
        "track_dependencies": False,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n[tool.mutmut]\n" + "\n".join(lines) + "\n"


def _report() -> dict[str, _Found]:
    found = {}
    for meta in sorted((FOLDER / "mutants" / "src").rglob("*.py.meta")):
        codes: Mapping[str, int | None] = json.loads(meta.read_text())["exit_code_by_key"]
        survivors = [name for name, code in codes.items() if code is None or code in _SURVIVED]
        if codes:
            path = meta.relative_to(FOLDER / "mutants" / "src").with_suffix("")
            found[str(path)] = _Found(len(codes), survivors)
    return found


if __name__ == "__main__":
    main()
