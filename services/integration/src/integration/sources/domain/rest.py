"""Where a generic make has its listings, as the registration describes it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Counting = Literal["page", "offset"]

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """How a system is asked and wraps its answers; places are JSON pointers (RFC 6901).

    `rows_at`: the rows, "" if the answer is the list itself. `total_at`, `pages_at`: the numbers of
    rows and pages, if the system states them. `success_at`: what must hold `success`. `counting`:
    whether `page_param` counts pages, from `first_page` on, or rows to skip. `size_param` None: the
    system decides how long a page is.
    """

    credential_header: str = "Authorization"
    credential_prefix: str = "Bearer "
    rows_at: str = "/data"
    total_at: str | None = None
    pages_at: str | None = None
    success_at: str | None = None
    success: str | int | bool | None = None
    counting: Counting = "page"
    page_param: str = "page"
    size_param: str | None = "per_page"
    first_page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPlace:
    """Where one listing is. In `path` and `params`, {year} and the like stand for its parts.

    Without a path it is nowhere: nobody asks for it.
    """

    listing: str
    path: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    rows_at: str | None = None

    def placeholders(self) -> frozenset[str]:
        """Return the names between braces."""
        texts = (self.path or "", *self.params.values())
        return frozenset(name for text in texts for name in _PLACEHOLDER.findall(text))


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return a text with its parts in the places of their names."""
    return _PLACEHOLDER.sub(lambda found: parts[found[1]], text)


def steps_of(pointer: str) -> Iterator[str]:
    """Yield the names and positions of a JSON pointer."""
    for step in pointer.split("/")[1:]:
        yield step.replace("~1", "/").replace("~0", "~")


def found_at(document: object, pointer: str) -> object:
    """Return what a JSON pointer leads to; None where it leads nowhere."""
    found = document
    for step in steps_of(pointer):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isascii() and step.isdigit():
            found = found[int(step)] if len(step) < 7 and int(step) < len(found) else None  # noqa: PLR2004 - no listing is that long
        else:
            return None
    return found
