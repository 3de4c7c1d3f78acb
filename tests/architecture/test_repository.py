"""What is in the repository works with any mirror and on any machine."""

import re
from collections.abc import Iterator
from functools import cache

from .conftest import ROOT, tracked_files

# Hosts that serve packages; their names are put together so that this file has none of them.
_REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("repo1", "maven", "org"),
        ("repo", "maven", "apache", "org"),
        ("proxy", "golang", "org"),
        ("registry", "yarnpkg", "com"),
        ("static", "crates", "io"),
    )
)
_REGISTRY = re.compile("|".join(map(re.escape, _REGISTRIES)))
_HOME = re.compile(r"(?<![\w/])/(?:home|root|Users|work)/\w+")


@cache
def texts() -> dict[str, str]:
    """Return the text of every file that is one, by its place."""
    found = {}
    for path in tracked_files():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # pictures and recorded binary payloads
    return found


def places(pattern: re.Pattern[str]) -> Iterator[str]:
    for name, text in texts().items():
        for match in pattern.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}"


def test_no_registry_is_named() -> None:
    assert [*places(_REGISTRY)] == []


def test_no_path_of_a_machine_is_named() -> None:
    assert [*places(_HOME)] == []


def test_no_folder_is_there_for_nothing() -> None:
    empty = {
        str(path.parent.relative_to(ROOT))
        for path in tracked_files()
        if path.name in (".gitkeep", ".keep", ".placeholder")
    }

    assert empty == set()
