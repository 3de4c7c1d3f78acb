"""The members of a document, read one by one; what is wrong with any is kept with its place."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from rules.exact import WRITTEN, Number, parse
from rules.refusal import Refusal, pointer_to
from rules.text import Text, fault_of_line, is_blank

CODE: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
_LONGEST: Final = 500
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a document; `faults`: of the whole document, shared by all its parts.

    What is wrong is answered with a value that nobody sees: a document with faults is refused.
    """

    content: Mapping[str, Any]
    place: tuple[str | int, ...] = ()
    faults: list[Refusal] = field(default_factory=list)

    @classmethod
    def of(cls, content: object, place: tuple[str | int, ...], faults: list[Refusal]) -> "Part":
        """Return a part; an empty one with its fault if it is no object."""
        if isinstance(content, Mapping) and all(isinstance(name, str) for name in content):
            return cls(content, place, faults)
        part = cls({}, place, faults)
        part.refuse(Text("harus berupa objek", "must be an object"))
        return part

    def refuse(self, text: Text, *names: str | int) -> None:
        """Keep what is wrong with a member, or with the whole."""
        self.faults.append(Refusal(pointer_to(*self.place, *names), text))

    def only(self, *names: str, maybe: Collection[str] = ()) -> None:
        """Refuse members of other names, and name those that are missing; `maybe`: may be."""
        for name in self.content.keys() - {*names, *maybe}:
            self.refuse(Text("tidak dikenal", "is unknown"), name)
        for name in names:
            if name not in self.content:
                self.refuse(Text("wajib diisi", "is required"), name)

    def below(self, name: str) -> "Part":
        """Return the object that a member is."""
        if name not in self.content:
            return Part({}, (*self.place, name), [])  # named as missing already
        return Part.of(self.content[name], (*self.place, name), self.faults)

    def items(self, name: str, most: int) -> list["Part"]:
        """Return the objects of a list of one at least."""
        found = self.content.get(name, ())
        if name in self.content and not (isinstance(found, list) and 1 <= len(found) <= most):
            self.refuse(
                Text(f"harus berupa daftar dari 1 sampai {most}", f"must be a list of 1 to {most}"),
                name,
            )
            return []
        return [Part.of(each, (*self.place, name, n), self.faults) for n, each in enumerate(found)]

    def line(self, name: str) -> str:
        """Return a text that is not blank."""
        found = self.content.get(name, "-")
        if isinstance(found, str) and not is_blank(found) and len(found) <= _LONGEST:
            if (fault := fault_of_line(found)) is not None:
                self.refuse(fault, name)
            return found
        self.refuse(
            Text(
                f"isi dengan teks, paling banyak {_LONGEST} karakter",
                f"needs {_LONGEST} characters of text at most",
            ),
            name,
        )
        return ""

    def code(self, name: str) -> str:
        """Return a code."""
        found = self.content.get(name, "-")
        if name not in self.content or (isinstance(found, str) and CODE.fullmatch(found)):
            return str(found)
        self.refuse(
            Text(
                "isi kode dari huruf kecil, angka, dan tanda hubung",
                "needs a code of small letters, digits and hyphens",
            ),
            name,
        )
        return ""

    def text(self, name: str) -> Text:
        """Return a text in both languages."""
        part = self.below(name)
        if name in self.content:
            part.only("id", "en")
        return Text(part.line("id"), part.line("en"))

    def whole(self, name: str, least: int, most: int) -> int:
        """Return a whole number within limits."""
        found = self.content.get(name, least)
        if type(found) is int and least <= found <= most:
            return found
        self.refuse(
            Text(
                f"harus berupa bilangan bulat dari {least} sampai {most}",
                f"must be a whole number from {least} to {most}",
            ),
            name,
        )
        return least

    def number(self, name: str) -> Number:
        """Return an exact number from 0 on."""
        found = self.content.get(name, "0")
        if isinstance(found, str) and re.fullmatch(WRITTEN, found) and not found.startswith("-"):
            return parse(found)
        self.refuse(
            Text(
                'harus berupa bilangan eksak dari 0, misalnya "0.1"',
                'must be an exact number from 0 on, like "0.1"',
            ),
            name,
        )
        return 0

    def one_of(self, name: str, known: Collection[str]) -> str:
        """Return one of some words."""
        found = self.content.get(name)
        if isinstance(found, str) and found in known:
            return found
        if name in self.content:
            some = ", ".join(sorted(known))
            self.refuse(Text(f"pilihan: {some}", f"choose from {some}"), name)
        return min(known)

    def some_of(self, name: str, known: Collection[str]) -> frozenset[str] | None:
        """Return some words of a list, each once; None: it has no such member."""
        if name not in self.content:
            return None
        found = self.content[name]
        if isinstance(found, list) and 1 <= len(found) <= len(known):
            words = [each for each in found if isinstance(each, str) and each in known]
            if len({*words}) == len(found):
                return frozenset(words)
        some = ", ".join(sorted(known))
        self.refuse(
            Text(
                f"harus berupa daftar dari pilihan ini, masing-masing sekali: {some}",
                f"must be a list of these, each once: {some}",
            ),
            name,
        )
        return None

    def day(self, name: str) -> date | None:
        """Return a day; None: it has no such member."""
        if name not in self.content:
            return None
        found = self.content[name]
        if isinstance(found, str) and re.fullmatch(_DAY, found):
            try:
                return date.fromisoformat(found)
            except ValueError:
                pass
        self.refuse(
            Text("harus berupa tanggal, misalnya 2026-01-01", "must be a day, like 2026-01-01"),
            name,
        )
        return None

    def truth(self, name: str) -> bool:
        """Return a truth value."""
        found = self.content.get(name, False)
        if isinstance(found, bool):
            return found
        self.refuse(Text("harus true atau false", "must be true or false"), name)
        return False
