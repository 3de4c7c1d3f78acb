"""What is in the repository works with any mirror and on any machine."""

import re

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
_HOME = re.compile(r"(?<![\w/])/(?:home|root|Users|work)/\w+")


def lines() -> list[tuple[str, str]]:
    """Return every line of every text file with its place."""
    found = []
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # pictures and recorded binary payloads
        name = path.relative_to(ROOT)
        found += [(f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return found


def test_no_registry_is_named() -> None:
    assert [
        place for place, line in lines() if any(registry in line for registry in _REGISTRIES)
    ] == []


def test_no_path_of_a_machine_is_named() -> None:
    assert [place for place, line in lines() if _HOME.search(line)] == []


def test_no_folder_is_there_for_nothing() -> None:
    empty = {
        str(path.parent.relative_to(ROOT))
        for path in tracked_files()
        if path.name in (".gitkeep", ".keep", ".placeholder")
    }

    assert empty == set()
