"""What stops at the edges of a service: messages of Kafka, contract classes, and HTTP.

And structure that is searched stands in columns or typed JSON: no statement matches it as text.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest

from .conftest import LAYERS, SERVICES, Module, all_modules, listed

# What a consumer holds of a message, and how it refuses one.
MESSAGES: Final = {
    ("kit.consumer", name)
    for name in ("Batch", "Decoded", "Poison", "Received", "decode_all", "refuse")
} | {("kit.messaging", "Record")}
# Terms of HTTP that the kit has names for; the rest are names of the web framework.
TERMS: Final = {
    "IdempotentRoute",
    "IfMatch",
    "IfNoneMatch",
    "LimitQuery",
    "Page",
    "Paging",
    "PagingDep",
    "etag",
    "is_current",
    "paged",
    "require_match",
    "starts_before",
}
FRAMEWORKS: Final = ("fastapi", "starlette")
ADDRESS: Final = re.compile(r"^(path|query|header)/\w")
# LIKE, SIMILAR TO, POSITION, regular expressions: on what a service keeps as structure.
TEXT_SEARCH: Final = re.compile(
    r"\b(I?LIKE|SIMILAR TO)\b|\b(position|strpos|regexp_\w+)\s*\(|\s~\*?\s", re.IGNORECASE
)
STATEMENT: Final = re.compile(r"\b(SELECT|UPDATE|DELETE|INSERT)\b|\bCASE WHEN\b")


def layer_of(module: Module) -> str:
    """Return the layer that a module is in; nothing for the modules beside the wings."""
    return next((part for part in module.name.split(".") if part in LAYERS), "")


def of_layers(service: str, *layers: str) -> list[Module]:
    return [
        module
        for module in all_modules()
        if module.package == service and layer_of(module) in layers
    ]


def imported(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the names that a module imports, each with the module that has it."""
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


@cache
def contract_names(service: str) -> dict[str, frozenset[str]]:
    """Return the names of each edge that are contract classes, or are made of one.

    A constant of a class, as its TYPE or TOPIC, is a text and may go anywhere.
    """
    return {
        f"{service}.{module.name}".removesuffix(".__init__"): made_of_contracts(module.tree)
        for module in of_layers(service, "events", "consumers")
    }


def made_of_contracts(tree: ast.Module) -> frozenset[str]:
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "contracts"
        for alias in node.names
    }
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _mentions(node.value, names):
                names |= {each.id for each in targets if isinstance(each, ast.Name)}
    return frozenset(names)


def _mentions(value: ast.expr, names: set[str]) -> bool:
    constants = {
        id(node.value)
        for node in ast.walk(value)
        if isinstance(node, ast.Attribute) and node.attr in ("TYPE", "TOPIC", "name")
    }
    return any(
        isinstance(node, ast.Name) and node.id in names and id(node) not in constants
        for node in ast.walk(value)
    )


def texts(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module with their lines; the parts of a formatted one as one text."""
    docstrings = {
        id(node.body[0].value)
        for node in module.nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in module.nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [each.value for each in node.values if isinstance(each, ast.Constant)]
            yield node.lineno, " ".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_and_stores_hold_no_message(service: str) -> None:
    found = [
        f"{module.where}: {name}"
        for module in of_layers(service, "usecases", "store", "domain", "api")
        for where, name in imported(module)
        if (where, name) in MESSAGES
    ]

    assert not found, listed(found)


@pytest.mark.parametrize("service", SERVICES)
def test_contract_classes_stop_at_the_edges_whatever_they_are_called(service: str) -> None:
    inner = of_layers(service, "usecases", "store", "domain", "api")
    named = contract_names(service)
    found = [
        f"{module.where}: {where}.{name}"
        for module in inner
        for where, name in imported(module)
        if where.startswith("contracts.events") or name in named.get(where, ())
    ]

    assert not found, listed(found)


@pytest.mark.parametrize("service", SERVICES)
def test_http_stops_at_the_api(service: str) -> None:
    inner = of_layers(service, "usecases", "store", "domain", "events", "consumers")
    found = [
        f"{module.where}: {where}.{name}"
        for module in inner
        for where, name in imported(module)
        if where.partition(".")[0] in FRAMEWORKS or (where == "kit.web" and name in TERMS)
    ]
    found += [
        f"{module.where}:{line}: {text}"
        for module in inner
        for line, text in texts(module)
        if ADDRESS.match(text)
    ]

    assert not found, listed(found)


@pytest.mark.parametrize("service", SERVICES)
def test_no_statement_searches_structure_as_text(service: str) -> None:
    found = [
        f"{module.where}:{line}: {match[0].strip()}"
        for module in of_layers(service, "store")
        for line, text in texts(module)
        if STATEMENT.search(text)
        for match in [TEXT_SEARCH.search(text)]
        if match
    ]

    assert not found, listed(found)


def test_a_contract_class_is_found_under_any_name() -> None:
    tree = ast.parse(
        "from contracts.events import score as contract\n"
        "from contracts.events.fact import FactObservedV1 as Fact\n"
        "Cause = contract.Cause\n"
        "read = Decoder(Fact).decode\n"
        "KIND = Fact.TYPE\n"
        "SOURCE = 'tolok/scoring'\n"
    )

    assert made_of_contracts(tree) == {"contract", "Fact", "Cause", "read"}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT body FROM score_change WHERE moved LIKE $2",
        "SELECT FROM c WHERE position(cause.id IN c.body) > 0",
        "SELECT regexp_replace(tracks, 'a', '') FROM score",
        "UPDATE t SET a = 1 WHERE body ~ 'x'",
    ],
)
def test_a_search_in_a_text_is_found(statement: str) -> None:
    assert STATEMENT.search(statement)
    assert TEXT_SEARCH.search(statement)
