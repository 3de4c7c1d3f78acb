"""A plugin of pytest that writes down which tests failed, for the summary of `make test`.

It is loaded with `-p tests.support.failures` and writes one line for each failure or error into the
file that `TOLOK_FAILURES_FILE` names.
"""

import os
from pathlib import Path

import pytest

VARIABLE = "TOLOK_FAILURES_FILE"


def pytest_configure(config: pytest.Config) -> None:
    """Begin to write, in the process that hears of all tests."""
    file = os.environ.get(VARIABLE)
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures(Path(file)))


class Failures:
    """Writes down each failure once, at the moment it happens: a killed run has told them, too."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._file.write_text("", encoding="utf-8")
        self._told: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of a test's setup, call or teardown."""
        if report.failed:
            self._tell(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Hear of a file that could not be read."""
        if report.failed:
            self._tell(report.nodeid)

    def _tell(self, nodeid: str) -> None:
        if nodeid in self._told:
            return
        self._told.add(nodeid)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(nodeid.replace("\n", " ") + "\n")
