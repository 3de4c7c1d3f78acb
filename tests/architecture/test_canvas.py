"""Every service says in its README what it is, in the same words as all others."""

import re

import pytest

from contracts.registry import REGISTRY, SUPERSEDED

from .conftest import ROOT, SERVICES, tables_of

HEADINGS = (
    "Purpose",
    "Owns",
    "Commands",
    "Queries",
    "Publishes",
    "Subscribes",
    "Invariants",
    "Settings",
    "Metrics",
)


@pytest.mark.parametrize("service", SERVICES)
def test_the_canvas_has_its_headings_in_order(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == list(HEADINGS)


@pytest.mark.parametrize("service", SERVICES)
def test_no_part_of_the_canvas_is_empty(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)

    assert all(part.strip() for part in parts)


@pytest.mark.parametrize("service", SERVICES)
def test_the_canvas_names_tables_and_events_that_exist(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    tables = tables_of(service).tables
    published = [
        name for name in REGISTRY.keys() - SUPERSEDED.keys() if name.startswith(f"{service}.")
    ]

    assert [table for table in tables if f"`{table}`" not in text] == []
    assert [event for event in published if f"`{event}`" not in text] == []
    assert [
        named for named in re.findall(r"`(\w+\.\w+\.[\w.]+\.v\d+)`", text) if named not in REGISTRY
    ] == []
