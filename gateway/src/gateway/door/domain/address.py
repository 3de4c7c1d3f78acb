"""Whether an address is safe to forward."""

_FORBIDDEN = frozenset("\\\x7f") | {chr(code) for code in range(32)}


def is_plain(path: str) -> bool:
    """Return whether every program reads a decoded path in the same way.

    A path with `..` would be authorised as one resource, and the service could read it as another.
    """
    if _FORBIDDEN.intersection(path):
        return False
    segments = path.split("/")
    return not {".", ".."}.intersection(segments) and "" not in segments[1:-1]
