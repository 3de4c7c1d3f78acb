"""The identity of a derivation set: its edition and its version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rules.refusal import Refusal
from rules.text import Text

_CODE: Final = "edition_code"
_VERSION: Final = "derivation_set_version"


@dataclass(frozen=True, slots=True)
class Identity:
    """The edition and the version of a derivation set."""

    edition_code: str
    version: int

    @property
    def keys(self) -> dict[str, Any]:
        """The two keys of a document, with their values."""
        return {_CODE: self.edition_code, _VERSION: self.version}

    def check(self, document: Mapping[str, Any]) -> list[Refusal]:
        """Return where a document says another edition or version. Both may be missing."""
        return [
            Refusal(f"/{name}", _other(name, document[name], value))
            for name, value in self.keys.items()
            if document.get(name, value) != value
        ]

    def without(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return a document without its edition and version."""
        keys = self.keys
        return {name: part for name, part in document.items() if name not in keys}


def _other(name: str, given: object, expected: object) -> Text:
    if name == _VERSION:
        return Text(
            f"harus {expected}, satu di atas versi terbaru yang sudah terbit; boleh dikosongkan",
            f"must be {expected}: one above the newest that is published; it may be left out",
        )
    return Text(
        f"set turunan ini untuk edisi {given}, padahal dikirim ke alamat edisi {expected}:"
        " kirim ke alamat edisi itu, atau ubah atau kosongkan edition_code",
        f"the derivation set is for the edition {given}, but the address is of {expected}:"
        " send it to the address of that edition, or change or leave out edition_code",
    )
