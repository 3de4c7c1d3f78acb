"""An edition as a document. It has the names of its event."""

from typing import Annotated, Literal

from pydantic import Field

from instrument.documents.store.parts import (
    Code,
    ExactText,
    Part,
    Sentence,
    Symbol,
    TextDocument,
    Truth,
    Whole,
    number,
    text,
)
from instrument.editions.domain import model
from kit.fields import Day
from rules.exact import fraction


class ScaleLevelDocument(Part):
    """One named step of a scale. `symbol`: what people write for it, like the letter A."""

    value: ExactText
    name: TextDocument
    symbol: Symbol | None = None


class ScaleDocument(Part):
    """The values an indicator can have. Without `empty`, an empty answer has no value."""

    code: Code
    kind: model.ScaleKind
    minimum: ExactText
    maximum: ExactText
    empty: ExactText | None = None
    levels: tuple[ScaleLevelDocument, ...] = ()

    def to_domain(self) -> model.Scale:
        """Return the domain's scale."""
        levels = tuple(
            model.ScaleLevel(
                value=fraction(level.value), name=level.name.to_domain(), symbol=level.symbol
            )
            for level in self.levels
        )
        return model.Scale(
            code=self.code,
            kind=self.kind,
            minimum=fraction(self.minimum),
            maximum=fraction(self.maximum),
            empty=number(self.empty),
            levels=levels,
        )


class LevelDescriptionDocument(Part):
    """What one level of an indicator means, in a sentence."""

    value: ExactText
    text: TextDocument

    def to_domain(self) -> model.LevelDescription:
        """Return the domain's description."""
        return model.LevelDescription(value=fraction(self.value), text=self.text.to_domain())


class LadderValueDocument(Part):
    """The value of an indicator if at least this share of its criteria is met: [0, 1]."""

    value: ExactText
    minimum: ExactText
    minimum_inclusive: Truth = True

    def to_domain(self) -> model.LadderValue:
        """Return the domain's value."""
        return model.LadderValue(
            value=fraction(self.value),
            minimum=fraction(self.minimum),
            minimum_inclusive=self.minimum_inclusive,
        )


class EvidenceHintDocument(Part):
    """A document that proves levels from `level` up. A code means one document everywhere."""

    code: Code
    name: TextDocument
    level: ExactText | None = None

    def to_domain(self) -> model.EvidenceHint:
        """Return the domain's hint."""
        return model.EvidenceHint(
            code=self.code, name=self.name.to_domain(), level=number(self.level)
        )


class NodeDocument(Part):
    """One node of the tree. `weight` is its share in the whole, in percent points."""

    code: Code
    kind: model.NodeKind
    name: TextDocument
    weight: ExactText
    parent_code: Code | None = None
    aggregation: model.Aggregation | None = None
    ladder: tuple[LadderValueDocument, ...] = ()
    scale_code: Code | None = None
    not_applicable: model.NotApplicable | None = None
    anchor: ExactText | None = None
    page: Annotated[Whole, Field(ge=1, description="page of the source")] | None = None
    source: Sentence | None = None
    certainty: model.Certainty | None = None
    levels: tuple[LevelDescriptionDocument, ...] = ()
    reviewed_from: ExactText | None = None
    evidence: tuple[EvidenceHintDocument, ...] = ()
    applicability: TextDocument | None = None
    coaching_ministry: Sentence | None = None
    related: tuple[Code, ...] = ()

    def to_domain(self) -> model.Node:
        """Return the domain's node."""
        return model.Node(
            code=self.code,
            kind=self.kind,
            name=self.name.to_domain(),
            weight=fraction(self.weight),
            parent_code=self.parent_code,
            aggregation=self.aggregation,
            ladder=tuple(step.to_domain() for step in self.ladder),
            scale_code=self.scale_code,
            not_applicable=self.not_applicable,
            anchor=number(self.anchor),
            page=self.page,
            source=self.source,
            certainty=self.certainty,
            levels=tuple(level.to_domain() for level in self.levels),
            reviewed_from=number(self.reviewed_from),
            evidence=tuple(hint.to_domain() for hint in self.evidence),
            applicability=text(self.applicability),
            coaching_ministry=self.coaching_ministry,
            related=self.related,
        )


class BandDocument(Part):
    """A named band of the exact index; a missing bound means no bound."""

    name: TextDocument
    symbol: Symbol | None = None
    minimum: ExactText | None = None
    minimum_inclusive: Truth = True
    maximum: ExactText | None = None
    maximum_inclusive: Truth = False

    def to_domain(self) -> model.Band:
        """Return the domain's band."""
        return model.Band(
            name=self.name.to_domain(),
            symbol=self.symbol,
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
    certainty: model.Certainty
    caveat: TextDocument | None = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    period_kind: model.PeriodKind
    announced_decimals: Annotated[Whole, Field(ge=0, le=10)]
    not_applicable: Literal["redistribute", "refuse"] = "refuse"
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
            caveat=text(self.caveat),
            in_force_from=self.in_force_from,
            in_force_until=self.in_force_until,
            not_applicable=self.not_applicable,
            period_kind=self.period_kind,
            announced_decimals=self.announced_decimals,
            scales=tuple(scale.to_domain() for scale in self.scales),
            nodes=tuple(node.to_domain() for node in self.nodes),
            predicates=tuple(band.to_domain() for band in self.predicates),
            maturity_levels=tuple(band.to_domain() for band in self.maturity_levels),
        )
