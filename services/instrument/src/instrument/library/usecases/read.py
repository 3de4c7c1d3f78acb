"""Read all documents of the library: editions, derivation sets and crosswalks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.usecases.read import read_crosswalk
from instrument.derivations.domain.checks.derivations import Catalogue
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.usecases.read import read_derivations
from instrument.documents.domain.defect import DefectiveError
from instrument.editions.domain.model import Edition
from instrument.editions.usecases.read import read_edition
from instrument.library.store import read_files
from rules.refusal import Refusal
from rules.text import Text


@dataclass(frozen=True, slots=True)
class Library:
    """All documents of the library; `own`: the codes of those that a folder adds to the release."""

    editions: tuple[Edition, ...]
    derivation_sets: tuple[DerivationSet, ...]
    crosswalks: tuple[Crosswalk, ...] = ()
    own: frozenset[str] = frozenset()


def read_library(catalogue: Catalogue, folder: Path | None = None) -> Library:
    """Return the packaged documents and those of `folder`, all checked.

    Raises:
        DefectiveError: A document has defects, or two documents have the same code.
    """
    documents = [*read_files(folder)]
    editions: dict[str, Edition] = {}
    for name, content, _ in documents:
        if "rules" not in content and "crosswalk_code" not in content:
            edition = read_edition(name, content)
            if edition.edition_code in editions:
                raise _twice(name, edition.edition_code)
            editions[edition.edition_code] = edition
    sets = [
        (name, read_derivations(name, content, editions=editions, catalogue=catalogue))
        for name, content, _ in documents
        if "rules" in content
    ]
    crosswalks: dict[str, Crosswalk] = {}
    for name, content, _ in documents:
        if "crosswalk_code" in content:
            crosswalk = read_crosswalk(name, content, editions=editions)
            if crosswalk.crosswalk_code in crosswalks:
                raise _twice(name, crosswalk.crosswalk_code)
            crosswalks[crosswalk.crosswalk_code] = crosswalk
    own = frozenset(
        str(file.content.get(key))
        for file in documents
        for key in ("edition_code", "crosswalk_code")
        if not file.is_packaged and "rules" not in file.content
    )
    return Library(tuple(editions.values()), _once(sets), tuple(crosswalks.values()), own)


def _once(sets: Sequence[tuple[str, DerivationSet]]) -> tuple[DerivationSet, ...]:
    known: dict[tuple[str, int], DerivationSet] = {}
    for name, derivations in sets:
        key = (derivations.edition_code, derivations.derivation_set_version)
        if key in known:
            raise _twice(name, f"{key[0]} derivations {key[1]}")
        known[key] = derivations
    return tuple(known.values())


def _twice(name: str, code: str) -> DefectiveError:
    return DefectiveError(
        name,
        [
            Refusal(
                "", Text(f"{code} sudah ada di berkas lain", f"{code} is in another file already")
            )
        ],
    )
