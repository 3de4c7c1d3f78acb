"""An edition as a document. The names are those of the event that announces it."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from instrument.documents.parts import Code, ExactText, Part, Sentence, TextDocument, number
from instrument.domain import edition as model


class ScaleLevelDocument(Part):
    """One named step of a scale."""

    value: ExactText
    name: TextDocument


class ScaleDocument(Part):
    """The values an indicator can take. Without `empty`, an empty answer counts nothing."""

    code: Code
    kind: Literal["levels", "percent"]
    minimum: ExactText
    maximum: ExactText
    empty: ExactText | None = None
    levels: tuple[ScaleLevelDocument, ...] = ()

    def to_domain(self) -> model.Scale:
        """Return the domain's scale."""
        levels = tuple(
            model.ScaleLevel(value=Fraction(level.value), name=level.name.to_domain())
            for level in self.levels
        )
        return model.Scale(
            code=self.code,
            kind=self.kind,
            minimum=Fraction(self.minimum),
            maximum=Fraction(self.maximum),
            empty=number(self.empty),
            levels=levels,
        )


class LevelDescriptionDocument(Part):
    """What one level of an indicator means, in a sentence."""

    value: ExactText
    text: TextDocument


class NodeDocument(Part):
    """One node of the tree. `weight` is its share in the whole, in percent points."""

    code: Code
    kind: Literal["instrument", "domain", "aspect", "indicator"]
    name: TextDocument
    weight: ExactText
    parent_code: Code | None = None
    aggregation: Literal["weighted_mean"] | None = None
    scale_code: Code | None = None
    page: Annotated[int, Field(ge=1, description="page of the source")] | None = None
    levels: tuple[LevelDescriptionDocument, ...] = ()

    def to_domain(self) -> model.Node:
        """Return the domain's node."""
        levels = tuple(
            model.LevelDescription(value=Fraction(level.value), text=level.text.to_domain())
            for level in self.levels
        )
        return model.Node(
            code=self.code,
            kind=self.kind,
            name=self.name.to_domain(),
            weight=Fraction(self.weight),
            parent_code=self.parent_code,
            aggregation=self.aggregation,
            scale_code=self.scale_code,
            page=self.page,
            levels=levels,
        )


class BandDocument(Part):
    """A named band of the exact index; a missing bound is open towards infinity."""

    name: TextDocument
    minimum: ExactText | None = None
    minimum_inclusive: bool = True
    maximum: ExactText | None = None
    maximum_inclusive: bool = False

    def to_domain(self) -> model.Band:
        """Return the domain's band."""
        return model.Band(
            name=self.name.to_domain(),
            minimum=number(self.minimum),
            minimum_inclusive=self.minimum_inclusive,
            maximum=number(self.maximum),
            maximum_inclusive=self.maximum_inclusive,
        )


class EditionDocument(Part):
    """A whole edition."""

    edition_code: Code
    instrument_code: Code
    title: TextDocument
    source: Sentence
    certainty: Literal["verified", "unverified"]
    in_force_from: date | None = None
    period_kind: Literal["year", "quarter", "month"]
    announced_decimals: Annotated[int, Field(ge=0, le=10)]
    scales: Annotated[tuple[ScaleDocument, ...], Field(min_length=1)]
    predicates: tuple[BandDocument, ...]
    maturity_levels: tuple[BandDocument, ...]
    nodes: Annotated[tuple[NodeDocument, ...], Field(min_length=1)]

    def to_domain(self) -> model.Edition:
        """Return the domain's edition."""
        return model.Edition(
            edition_code=self.edition_code,
            instrument_code=self.instrument_code,
            title=self.title.to_domain(),
            source=self.source,
            certainty=self.certainty,
            in_force_from=self.in_force_from,
            period_kind=self.period_kind,
            announced_decimals=self.announced_decimals,
            scales=tuple(scale.to_domain() for scale in self.scales),
            nodes=tuple(node.to_domain() for node in self.nodes),
            predicates=tuple(band.to_domain() for band in self.predicates),
            maturity_levels=tuple(band.to_domain() for band in self.maturity_levels),
        )
