"""Every path that a page names exists, so a reader is never sent to a place that has moved."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from .conftest import ROOT, listed, tracked_files

PAGES = sorted(
    {
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
        *(
            path
            for path in tracked_files()
            if path.name == "README.md" and ROOT / "tests" not in path.parents
        ),
    }
)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
# A path is written as folder/…/name, or is the name of a module; <name> and * stand for any name.
WRITTEN = re.compile(r"[\w.<>*-]+(/[\w.<>*-]+)+/?|[\w<>*]+\.py|[\w.<>*-]+/")
FOREIGN = re.compile(r"(application|text|multipart|image)/|[A-Za-z_]+/[A-Za-z_]+$")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
    local = [link.partition("#")[0] for link in links if "://" not in link]

    assert [link for link in local if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    missing = [path for path in named_paths(page.read_text("utf-8")) if not exists(path, page)]

    assert not missing, listed(missing)


def test_a_path_that_is_not_there_is_found() -> None:
    text = "See `services/scoring/src/nothing.py`, `<wing>/nothing.py` and `GET /api/v1/scores`."

    assert [path for path in named_paths(text) if not exists(path, ROOT / "README.md")] == [
        "services/scoring/src/nothing.py",
        "<wing>/nothing.py",
    ]


def named_paths(text: str) -> Iterator[str]:
    """Yield the paths that a page names between backquotes, outside of its examples."""
    for code in CODE.findall(FENCE.sub("", text)):
        if WRITTEN.fullmatch(code) and not is_foreign(code):
            yield code


def is_foreign(code: str) -> bool:
    """Return whether it only looks like a path: a media type, or a choice such as any/all."""
    first = PurePosixPath(code).parts[0]
    return FOREIGN.match(code) is not None and not code.endswith("/") and first not in top_level()


def exists(path: str, page: Path) -> bool:
    """Return whether the repository has it: at the root, beside the page, or below its folder."""
    is_of_all = page.parent == ROOT or ROOT / "docs" in page.parents
    below = "" if is_of_all else f"{page.parent.relative_to(ROOT)}/"
    plain = path.rstrip("/")
    if not re.search(r"[<*]", plain):
        return plain in parts_below(below) or (ROOT / plain).exists()
    wanted = re.compile("(.*/)?" + re.sub(r"<[^>]*>|\\\*", "[^/]+", re.escape(plain)) + "(/.*)?")
    names = (name for name in repository() if name.startswith(below))
    return any(map(wanted.fullmatch, names)) or any(ROOT.glob(re.sub(r"<[^>]*>|\*", "*", plain)))


@cache
def parts_below(folder: str) -> frozenset[str]:
    """Return what a file or folder below a folder can be called: `b`, `a/b`, `b/c.py`, …"""
    return frozenset(
        "/".join(parts[begin:end])
        for name in repository()
        if name.startswith(folder)
        for parts in [name.split("/")]
        for begin in range(len(parts))
        for end in range(begin + 1, len(parts) + 1)
    )


@cache
def repository() -> tuple[str, ...]:
    return tuple(str(path.relative_to(ROOT)) for path in tracked_files())


@cache
def top_level() -> frozenset[str]:
    return frozenset(PurePosixPath(name).parts[0] for name in repository())
