"""Read what was written in canonical form (RFC 8785), and in no other."""

from typing import Any, Final

from rules.canonical import canonical
from rules.json_text import JsonError, read_json
from rules.text import Text
from scoring.results.domain.flaw import flaw_found

_JSON: Final = Text("JSON dalam UTF-8", "JSON in UTF-8")
_NO_JSON: Final = Text(
    "isi yang tidak dapat ditulis sebagai JSON kanonis", "what canonical JSON cannot hold"
)


def read_canonical(data: bytes, *, file: str) -> Any:
    """Return the plain data in canonical bytes.

    Raises:
        FlawFound: It is no JSON, or JSON in another form.
    """
    try:
        value = read_json(data)
        again = canonical(value)
    except JsonError as error:
        first = error.problems[0]
        found = Text(
            f"{first.pointer} {first.text.id}".strip(), f"{first.pointer} {first.text.en}".strip()
        )
        raise flaw_found(file, "JSON", expected=_JSON, found=found) from error
    except (ValueError, RecursionError) as error:
        raise flaw_found(file, "JSON", expected=_JSON, found=_NO_JSON) from error
    if again != data:
        place = _first_difference(again, data)
        raise flaw_found(
            file,
            f"canonical form at byte {place}",
            expected=repr(again[place : place + 40]),
            found=repr(data[place : place + 40]),
        )
    return value


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
