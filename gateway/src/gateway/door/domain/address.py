"""Whether an address may be passed on as it stands."""

_STRANGE = frozenset("\\\x7f") | {chr(code) for code in range(32)}


def is_plain(path: str) -> bool:
    """Tell whether a decoded path names what it seems to name.

    A path with `..` is authorised as one resource and could be read as another by whoever gets it
    next.
    """
    if _STRANGE.intersection(path):
        return False
    segments = path.split("/")
    return not {".", ".."}.intersection(segments) and "" not in segments[1:-1]
