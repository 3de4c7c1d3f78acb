"""The sheets and columns of an edition as a workbook; they follow from the model of the document.

One row is one part of the document. The parts of a scale or a node have sheets of their own, whose
first column names the scale or node. A text has one column for each language. A list of codes is
one cell with one code on each line.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from instrument.documents.store.parts import TextDocument
from instrument.editions.store import document as documents

ColumnKind = Literal["text", "whole", "truth", "date", "codes", "choice"]

GUIDE: Final = "petunjuk"
TRUTHS: Final = ("true", "false")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the keys that lead to its value, and what it takes."""

    heading: str
    path: tuple[str, ...]
    kind: ColumnKind
    is_required: bool
    choices: tuple[str, ...] = ()

    @property
    def is_code(self) -> bool:
        """Say whether it names something: 1.10 and 1.1 are two codes, and one number."""
        name = self.path[-1]
        return self.kind == "codes" or name in ("code", "symbol") or name.endswith("_code")


@dataclass(frozen=True)
class Sheet:
    """A sheet for the parts in the document's list `key`, or in that list of each `owner`."""

    name: str
    model: type[BaseModel]
    key: str | None
    owner: str | None = None
    link: str | None = field(default=None)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in the order in which they are written."""
        own = tuple(_columns(self.model))
        if self.link is None:
            return own
        return (Column(self.link, (self.link,), "text", is_required=True), *own)


SHEETS: Final = (
    Sheet("edition", documents.EditionDocument, None),
    Sheet("scales", documents.ScaleDocument, "scales"),
    Sheet("scale_levels", documents.ScaleLevelDocument, "levels", "scales", "scale_code"),
    Sheet("predicates", documents.BandDocument, "predicates"),
    Sheet("maturity_levels", documents.BandDocument, "maturity_levels"),
    Sheet("nodes", documents.NodeDocument, "nodes"),
    Sheet("levels", documents.LevelDescriptionDocument, "levels", "nodes", "node_code"),
    Sheet("evidence", documents.EvidenceHintDocument, "evidence", "nodes", "node_code"),
    Sheet("ladder", documents.LadderValueDocument, "ladder", "nodes", "node_code"),
)


def _columns(model: type[BaseModel]) -> Iterator[Column]:
    for name, info in model.model_fields.items():
        kind = _bare(info.annotation)
        required = info.is_required()
        if kind is TextDocument:
            for language in TextDocument.model_fields:
                yield Column(f"{name}.{language}", (name, language), "text", required)
        elif get_origin(kind) is tuple:
            if _bare(get_args(kind)[0]) is str:
                yield Column(name, (name,), "codes", required)
        elif get_origin(kind) is Literal:
            yield Column(name, (name,), "choice", required, get_args(kind))
        else:
            yield _plain(name, kind, is_required=required)


def _plain(name: str, kind: Any, *, is_required: bool) -> Column:
    kinds: dict[Any, ColumnKind] = {str: "text", int: "whole", bool: "truth", date: "date"}
    return Column(name, (name,), kinds[kind], is_required, TRUTHS if kind is bool else ())


def _bare(annotation: Any) -> Any:
    """Return the type without its constraints and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation
