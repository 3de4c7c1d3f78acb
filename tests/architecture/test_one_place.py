"""A rule that several services follow is written once: texts, refusals, periods, numbers, reach.

A shape of a format is no second rule: what goes over a wire, into a document or into a signed
record has a shape of its own at that edge, and those are listed here.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from .conftest import Module, listed

# They prove the product by reckoning for themselves.
ORACLES: Final = frozenset({"sandbox.region.oracle", "bench.oracle"})
TEXTS: Final = {
    "rules.text": "the one",
    "kit.fields": "as the API shows it",
    "contracts.values": "of events",
    "scoring.results.domain.part": "of signed records",
    "instrument.documents.store.parts": "of documents",
    "integration.sources.api.reasons": "as the API shows a reason, beside its code",
}
# Whose something is, not who stands above it.
OTHER_QUESTIONS: Final = {
    "kit.web._claims": "a repetition is told by who asks",
    "submission.assessments.usecases.check_assessor": "nobody decides about their own agency",
    "instrument.documents.api.authors": "the one agency that settings appoint",
    "kit.web._paging": "a cursor is good for who asked",
}
NUMERIC: Final = frozenset({"int", "Fraction", "Decimal", "Number", "float"})


def test_a_text_in_two_languages_is_one_type(modules: tuple[Module, ...]) -> None:
    found = [
        f"{module.where}: {name}"
        for module in modules
        if named(module) not in TEXTS
        for name, fields in classes(module)
        if {"id", "en"} <= fields.keys() or {"indonesian", "english"} <= fields.keys()
    ]

    assert not found, listed(found)


def test_a_refusal_is_one_type(modules: tuple[Module, ...]) -> None:
    """What an answer shows of a refusal is a model of the API."""
    found = [
        f"{module.where}: {name}"
        for module in modules
        if named(module) != "rules.refusal"
        for name, fields in classes(module, but="BaseModel")
        if "pointer" in fields and fields.keys() & {"text", "message", "en"}
    ]
    escaping = [
        module.where
        for module in modules
        if named(module) != "rules.refusal"
        and re.search(r"""\(["']~["'], ?["']~0["']""", module.text)
    ]

    assert not found, listed(found)
    assert not escaping, listed(escaping)


def test_a_period_is_read_and_written_in_one_place(modules: tuple[Module, ...]) -> None:
    """The contract of events says the same pattern; a test of the rules holds the two together."""
    found = [
        f"{module.where}:{line}"
        for module in modules
        if named(module) not in {"rules.period", "contracts.values", *ORACLES}
        for line in (*written_periods(module), *cut_periods(module))
    ]

    assert not found, listed(found)


def test_a_number_is_read_in_one_place(modules: tuple[Module, ...]) -> None:
    found = [
        f"{module.where}:{line}"
        for module in modules
        if named(module) not in {"rules.exact", *ORACLES}
        for line in numbers_from_text(module)
    ]

    assert not found, listed(found)


def test_who_reaches_what_is_asked_in_one_place(modules: tuple[Module, ...]) -> None:
    """Nobody else looks at the agency of a token, walks up a tree, or says what is out of reach."""
    found = [
        f"{module.where}: {what}"
        for module in modules
        if not named(module).startswith("kit.auth.")
        for what, pattern in {
            "the agency of a token": r"\bprincipal\.(agency_code|unit)\b",
            "a sentence": r"tidak terikat pada|di luar (kewenangan|wewenang)",
        }.items()
        if re.search(pattern, module.text) and named(module) not in OTHER_QUESTIONS
    ]
    walks = [
        f"{module.where}:{line}"
        for module in modules
        if named(module) != "rules.tree"
        for line in walks_upwards(module)
    ]

    assert not found, listed(found)
    assert not walks, listed(walks)


def test_a_tree_of_rows_is_walked_in_one_place(modules: tuple[Module, ...]) -> None:
    found = [
        module.where
        for module in modules
        if named(module) != "kit.database._trees"
        and re.search(r"\bRECURSIVE\b|recursive=True", module.text)
    ]

    assert not found, listed(found)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("class Said:\n    id: str\n    en: str\n", "texts"),
        ("class Wrong(NamedTuple):\n    pointer: str\n    text: Text\n", "refusals"),
        ("PATTERN = r'^[0-9]{4}(-Q[1-4])?$'\n", "periods"),
        ("def f(year, q):\n    return f'{year}-Q{q}'\n", "periods"),
        ("def f(period):\n    return int(period[:4])\n", "periods"),
        ("def f(opening):\n    return opening.period.partition('-')\n", "periods"),
        ("def f(text: str):\n    return Fraction(text)\n", "numbers"),
        ("def f(text: str | None):\n    return text and Fraction(text.strip())\n", "numbers"),
        (
            "class A:\n    b: ExactText\n    def f(self):\n        return Fraction(self.b)\n",
            "numbers",
        ),
        ("def f(row):\n    return Fraction(row['value'])\n", "numbers"),
        ("def f(code, parents):\n    while code:\n        code = parents.get(code)\n", "walks"),
        ("def f(code, tree):\n    while code:\n        code = tree[code].parent_code\n", "walks"),
    ],
)
def test_a_second_copy_is_found(text: str, check: str) -> None:
    module = parsed(text)
    found: dict[str, Iterable[object]] = {
        "texts": [name for name, fields in classes(module) if {"id", "en"} <= fields.keys()],
        "refusals": [name for name, fields in classes(module) if "pointer" in fields],
        "periods": [*written_periods(module), *cut_periods(module)],
        "numbers": numbers_from_text(module),
        "walks": walks_upwards(module),
    }
    assert [*found[check]]


@pytest.mark.parametrize(
    "text",
    [
        "def f(value: Number):\n    return Fraction(value)\n",
        "class Node:\n    weight: Number\n    def f(self):\n        return Fraction(self.weight)\n",
        "HALF = Fraction(1, 2)\nNONE = Fraction(0)\n",
        "def f(parts):\n    return Fraction(sum(parts))\n",
        "def f(waiting):\n    while waiting:\n        waiting.pop()\n",
    ],
)
def test_arithmetic_is_no_reading(text: str) -> None:
    module = parsed(text)
    assert not [*numbers_from_text(module), *walks_upwards(module)]


def named(module: Module) -> str:
    return f"{module.package}.{module.name.removesuffix('.__init__')}"


def parsed(text: str) -> Module:
    return Module(Path("x"), text, "x", "x")


def classes(module: Module, *, but: str = "") -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Yield classes with their declared fields; `but`: those without this base."""
    for node in module.nodes:
        if isinstance(node, ast.ClassDef) and but not in map(ast.unparse, node.bases):
            yield (
                node.name,
                {
                    each.target.id: each.annotation
                    for each in node.body
                    if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
                },
            )


def written_periods(module: Module) -> Iterator[int]:
    for node in module.nodes:
        said = node.value if isinstance(node, ast.Constant) else None
        if isinstance(said, str) and re.search(r"-Q(\[|$)", said):
            yield node.lineno  # type: ignore[attr-defined] # a constant has it


def cut_periods(module: Module) -> Iterator[int]:
    for node in module.nodes:
        cut = (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Slice)
            and is_period(node.value)
        )
        split = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"partition", "split"}
            and is_period(node.func.value)
        )
        if cut or split:
            yield node.lineno  # type: ignore[attr-defined] # both kinds have it


def is_period(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "period") or (
        isinstance(node, ast.Attribute) and node.attr == "period"
    )


def numbers_from_text(module: Module) -> Iterator[int]:
    """Yield where an exact number is made of what is, or may be, a text."""
    made = [
        node
        for node in module.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Fraction"
        and len(node.args) == 1
    ]
    annotated = dict(annotations(module)) if made else {}
    yield from (node.lineno for node in made if may_be_text(node.args[0], annotated))


def annotations(module: Module) -> Iterator[tuple[str, str]]:
    """Yield names of parameters, and fields as `self.name`, that are no numbers."""
    for _, fields in classes(module):
        yield from ((f"self.{name}", ast.unparse(said)) for name, said in fields.items())
    for function in module.functions():
        for each in (*function.args.args, *function.args.kwonlyargs):
            if each.annotation is not None:
                yield each.arg, ast.unparse(each.annotation)


def may_be_text(node: ast.AST, annotated: dict[str, str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"strip", "replace"} and may_be_text(node.func.value, annotated)
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    said = annotated.get(ast.unparse(node), "")
    return bool(said) and not NUMERIC & set(re.findall(r"\w+", said))


def walks_upwards(module: Module) -> Iterator[int]:
    """Yield the loops that go from a unit to the one above it."""
    for node in module.nodes:
        if isinstance(node, ast.While):
            steps = [each for each in ast.walk(node) if isinstance(each, ast.Assign)]
            if any(
                re.search(r"\bparent_code\b|\bparents\b|\bparent_of\b", ast.unparse(each.value))
                for each in steps
            ):
                yield node.lineno
