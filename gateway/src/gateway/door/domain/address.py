"""Whether an address is safe to forward."""

from typing import Final

from rules.text import Text

_FORBIDDEN: Final = frozenset("\\\x7f") | {chr(code) for code in range(32)}
_HIDDEN: Final = Text(
    "tidak boleh memuat karakter kendali (misalnya %00) atau garis miring terbalik",
    "must not contain control characters (such as %00) or backslashes",
)
_SLASH: Final = Text(
    "tidak boleh memuat %2F: garis miring memisahkan bagian alamat",
    "must not contain %2F: a slash separates the parts of an address",
)
_SEGMENT: Final = Text(
    "tidak boleh memuat bagian kosong, . atau ..", "must not have parts that are empty, . or .."
)


def fault_of(path: str, written: bytes = b"") -> Text | None:
    """Return why a path is not read in the same way by every program, None if it is.

    A path with `..` would be authorised as one resource, and the service could read it as another;
    so would one part with a slash in it. `path` is decoded, `written` as it was sent.
    """
    if b"%2f" in written.lower():
        return _SLASH
    if _FORBIDDEN.intersection(path):
        return _HIDDEN
    segments = path.split("/")
    return _SEGMENT if {".", ".."} & {*segments} or "" in segments[1:-1] else None


def is_plain(path: str) -> bool:
    """Return whether every program reads a decoded path in the same way."""
    return fault_of(path) is None
