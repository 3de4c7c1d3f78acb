"""Names of metrics and spans are what docs/telemetry.md says."""

import re
from functools import cache

from tests.pages.telemetry import Declarations, read, render

from .conftest import PACKAGES, ROOT, SERVICES

FOLDERS = [PACKAGES[package] / "src" for package in ("kit", "gateway", *SERVICES)]


def test_the_page_is_what_the_source_declares() -> None:
    written = (ROOT / "docs" / "telemetry.md").read_text("utf-8")

    assert written == render(declared()), "run `make pages`"


def test_metrics_have_one_name_each_and_say_their_unit() -> None:
    metrics = [metric for found in declared() for metric in found.metrics]
    names = [metric.name for metric in metrics]

    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"tolok(_[a-z]+)+", name)] == []
    assert [
        metric.name
        for metric in metrics
        if metric.kind == "histogram"
        and not metric.name.endswith(("_seconds", "_records", "_bytes", "_rows", "_events"))
    ] == []


def test_metrics_are_declared_in_modules_of_metrics() -> None:
    assert [
        found.module for found in declared() if found.metrics and "metrics" not in found.module
    ] == []


@cache
def declared() -> list[Declarations]:
    return read(FOLDERS)
