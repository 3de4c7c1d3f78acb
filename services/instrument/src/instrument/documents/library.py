"""Editions, derivation sets and crosswalks: those packaged with the service, those of a folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from instrument.documents.reading import read_crosswalk, read_derivations, read_edition
from instrument.documents.yaml_text import read_yaml
from instrument.domain.crosswalk import Crosswalk
from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.derivation import DerivationSet
from instrument.domain.derivation_check import Catalogue
from instrument.domain.edition import Edition
from instrument.domain.text import Text


@dataclass(frozen=True, slots=True)
class Library:
    """What is there to be published; editions come before what belongs to them."""

    editions: tuple[Edition, ...]
    derivation_sets: tuple[DerivationSet, ...]
    crosswalks: tuple[Crosswalk, ...] = ()


def read_library(catalogue: Catalogue, folder: Path | None = None) -> Library:
    """Return the packaged documents and those of `folder`, all checked.

    Raises:
        DefectiveError: A document breaks a rule or two claim the same code.
    """
    packaged = files("instrument")
    sources: list[Traversable] = [packaged.joinpath("editions"), packaged.joinpath("crosswalks")]
    if folder is not None:
        sources.append(folder)
    documents = [document for source in sources for document in _documents(source)]
    editions: dict[str, Edition] = {}
    for name, content in documents:
        if "rules" not in content and "crosswalk_code" not in content:
            edition = read_edition(name, content)
            if edition.edition_code in editions:
                raise _twice(name, edition.edition_code)
            editions[edition.edition_code] = edition
    sets = [
        (name, read_derivations(name, content, editions=editions, catalogue=catalogue))
        for name, content in documents
        if "rules" in content
    ]
    crosswalks: dict[str, Crosswalk] = {}
    for name, content in documents:
        if "crosswalk_code" in content:
            crosswalk = read_crosswalk(name, content, editions=editions)
            if crosswalk.crosswalk_code in crosswalks:
                raise _twice(name, crosswalk.crosswalk_code)
            crosswalks[crosswalk.crosswalk_code] = crosswalk
    return Library(tuple(editions.values()), _once(sets), tuple(crosswalks.values()))


def _documents(source: Traversable) -> Iterator[tuple[str, dict[str, object]]]:
    for file in sorted(source.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            yield file.name, read_yaml(file.name, file.read_text("utf-8"))


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
            Defect(
                "", Text(f"{code} sudah ada di berkas lain", f"{code} is in another file already")
            )
        ],
    )
