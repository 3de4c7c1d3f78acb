"""The kit's packages: each has one public surface, its `__init__.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .conftest import ROOT, Module, Source, all_modules, all_sources, listed

KIT: Final = ROOT / "libs" / "kit" / "src" / "kit"
# The tests of the kit's own parts may look inside.
INSIDE: Final = (KIT, ROOT / "tests" / "unit" / "kit", ROOT / "tests" / "component")
PUBLIC_MODULES: Final = frozenset({"kit.database.migrations"})

# Words of the field, as the glossary has them; words that mean something else in a program stay.
FIELD: Final = re.compile(
    r"agenc(y|ies)|assessment|assessor|campaign|contradiction|coordinator|derivation|edition"
    r"|evidence|indicator|inspectorate|maturity|predicate|recommendation|\bscor(e|es|ing)\b",
    re.IGNORECASE,
)
# The name of a setting that operators know: the claim that binds a token to a unit.
MEETS_THE_FIELD: Final = {"auth/_tokens.py": {"agency"}, "settings.py": {"agency"}}


# Without its test doubles. It is machinery and no framework: decision 0030 says what made it grow.
MOST_LINES: Final = 7_225


def test_the_kit_does_not_grow_unnoticed() -> None:
    parts = [path for path in KIT.rglob("*.py") if "testing" not in path.relative_to(KIT).parts]

    assert sum(len(path.read_text("utf-8").splitlines()) for path in parts) <= MOST_LINES


def test_the_kit_knows_no_term_of_the_field() -> None:
    found = {
        where: words
        for path in sorted(KIT.rglob("*.py"))
        if (where := path.relative_to(KIT).as_posix())
        if (words := {match[0].lower() for match in FIELD.finditer(path.read_text("utf-8"))})
        and words != MEETS_THE_FIELD.get(where)
    }

    assert not found, found


def test_outside_a_package_only_its_surface_is_imported() -> None:
    surface = _surface()
    found = [
        f"{source.where}: {name}"
        for source in all_sources()
        for name in _imported(source)
        if name not in surface and not _is_at_home(source.path, name)
    ]

    assert not found, listed(found)


def test_a_package_publishes_names_and_does_nothing_else() -> None:
    found = [
        module.where
        for module in _packages()
        if not all(
            isinstance(node, ast.ImportFrom | ast.Assign | ast.Expr) for node in module.tree.body
        )
        or _published(module) != _bound(module)
    ]

    assert not found, listed(found)


def test_every_published_name_is_used_outside_its_package() -> None:
    used = {
        (node.module, alias.name)
        for source in all_sources()
        for node in _imports_of_the_kit(source)
        for alias in node.names
    }
    found = [
        f"{module.where}: {name}"
        for module in _packages()
        for name in _published(module)
        if (f"kit.{module.path.parent.name}", name) not in used
    ]

    assert not found, listed(found)


def test_modules_of_a_package_begin_with_an_underscore() -> None:
    found = [
        module.where
        for module in all_modules()
        if module.package == "kit"
        and module.path.parent != KIT
        and not module.path.name.startswith("_")
        and f"kit.{module.name}" not in PUBLIC_MODULES
    ]

    assert not found, listed(found)


def _packages() -> list[Module]:
    return [
        module
        for module in all_modules()
        if module.path.name == "__init__.py" and module.path.parent.parent == KIT
    ]


def _surface() -> frozenset[str]:
    """Return what may be imported from: modules at the root, packages, and public modules."""
    roots = {f"kit.{path.stem}" for path in KIT.glob("*.py") if path.name != "__init__.py"}
    packages = {f"kit.{path.parent.name}" for path in KIT.glob("*/__init__.py")}
    return frozenset({"kit", *roots, *packages, *PUBLIC_MODULES})


def _imported(source: Source) -> Iterator[str]:
    """Yield the modules of the kit that a file imports from, submodules by their own name."""
    for node in _imports_of_the_kit(source):
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if alias.name.startswith("_") else str(node.module)
    for part in source.nodes:
        if isinstance(part, ast.Import):
            yield from (alias.name for alias in part.names if alias.name.startswith("kit."))


def _imports_of_the_kit(source: Source) -> Iterator[ast.ImportFrom]:
    for node in source.nodes:
        if (
            isinstance(node, ast.ImportFrom)
            and node.level == 0
            and (node.module or "").partition(".")[0] == "kit"
        ):
            yield node


def _is_at_home(path: Path, name: str) -> bool:
    if KIT in path.parents:
        return path.parent.name == name.split(".")[1]
    folders = path.relative_to(ROOT).parts
    return any(folder in path.parents for folder in INSIDE[1:]) and any(
        part.startswith("kit") for part in folders
    )


def _published(module: Module) -> list[str]:
    (names,) = (
        ast.literal_eval(node.value) for node in module.tree.body if isinstance(node, ast.Assign)
    )
    return sorted(names)


def _bound(module: Module) -> list[str]:
    return sorted(
        alias.asname or alias.name
        for node in module.tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )
