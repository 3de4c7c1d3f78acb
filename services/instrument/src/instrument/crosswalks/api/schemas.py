"""What the API takes and shows of crosswalks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Discriminator, Field, Tag, WithJsonSchema

from instrument.crosswalks.domain.proposal import Origin, Proposal
from instrument.crosswalks.store.document import CrosswalkDocument, DroppedDocument, GapDocument
from instrument.crosswalks.usecases.apply import Applied
from instrument.documents.api.schemas import OwnerCode
from instrument.documents.store.parts import TextDocument
from instrument.editions.domain.model import Certainty
from kit.fields import ONE_LINE, Body
from rules.bases import Basis
from rules.edition import Edition
from rules.evaluation import Breakdown, shown
from rules.exact import Number, text_of
from rules.floor import NotJudged
from rules.period import WRITTEN as PERIOD
from rules.text import Text

Reasons = Mapping[tuple[str, str], Text | None]
_LEVEL: Final = {"type": ["string", "integer", "boolean", "null"]}
_LEVELS: Final = {
    "anyOf": [
        {"type": "object", "additionalProperties": _LEVEL},
        {"type": "array", "items": _LEVEL},
    ]
}

NOT_COMPARABLE: Final = TextDocument(
    id=(
        "Hasil edisi yang berbeda tidak dapat dibandingkan: deret waktu terputus di antaranya."
        " Usulan ini bahan awal bagi penjawab, bukan hasil penilaian."
    ),
    en=(
        "Results of different editions are not comparable: a series breaks between them. These"
        " proposals are a first idea for those who answer, not a result."
    ),
)


_NEITHER: Final = Text(
    "harus berupa objek menurut kode, atau daftar", "must be an object by code, or a list"
)


def _shape(levels: Any) -> str | None:
    if isinstance(levels, list):
        return "list"
    return "object" if isinstance(levels, dict) else None


class CrosswalkItem(BaseModel):
    """A crosswalk in a list. Show `caveat` with every result of it."""

    crosswalk_code: str
    from_edition: str
    to_edition: str
    title: TextDocument
    certainty: Certainty
    caveat: TextDocument | None
    content_hash: str
    published_at: datetime
    owner_code: OwnerCode = None


class CrosswalkView(CrosswalkDocument):
    """A whole crosswalk. `content_hash`: SHA-256 of its canonical form."""

    content_hash: str
    published_at: datetime


class OldAnswers(Body):
    """Answers to the old edition: by code, or in the indicators' order.

    A level is a whole number, an exact number in quotes, a symbol of its scale, or n/a; null or
    a missing code is an empty answer.
    """

    # The use case checks the levels against the old edition and names all that do not fit.
    levels: Annotated[
        Annotated[dict[Annotated[str, ONE_LINE], Any], Tag("object")]
        | Annotated[list[Any], Tag("list")],
        # Only the branch that was meant says what is wrong with it.
        Discriminator(
            _shape,
            custom_error_type="refused",
            custom_error_message=_NEITHER.en,
            custom_error_context={"id": _NEITHER.id, "en": _NEITHER.en},
        ),
        WithJsonSchema(_LEVELS),
        Field(examples=[{"1": 3, "2": "2.5", "3": "n/a"}]),
    ]
    period: Annotated[
        str | None,
        Field(
            pattern=PERIOD,
            description="The period that the proposals are for, which is only repeated; null or"
            " left out: none",
            examples=["2026"],
        ),
    ] = None


class OriginView(BaseModel):
    """An old indicator that a proposal comes from.

    `weight`: share x its weight. A `level` of null does not count, and `basis` says why. A `basis`
    of `empty`: the answer was empty and got the value that the old edition gives an empty answer.
    """

    from_code: str
    name: TextDocument
    share: str
    weight: str
    level: str | None
    basis: Basis
    reason: TextDocument | None


class ProposalView(BaseModel):
    """What old answers suggest for a new indicator; null if none of them counts.

    `mean`: the exact weighted mean of the old levels. `level`: the highest level of the new scale
    that is not above the mean.
    """

    to_code: str
    name: TextDocument
    weight: str
    mean: str | None
    level: str | None
    origins: list[OriginView]


class IndexView(BaseModel):
    """The index of the answers in one edition. `predicate`: the symbol or the name of its band.

    It has none while too little of the weight has a level: `note` says why.
    """

    edition: str
    title: TextDocument
    certainty: Certainty
    caveat: TextDocument | None
    exact: str | None
    announced: str | None
    predicate: str | None
    predicate_name: TextDocument | None
    maturity_level: str | None
    maturity_level_name: TextDocument | None
    level_share: str
    floor: str
    missing: list[str]
    inapplicable: list[str]
    not_judged: NotJudged | None
    note: TextDocument | None


class WeightsView(BaseModel):
    """What became of the old weight, in percent points: `flowed` + `dropped` = `old`, exactly.

    `coverage`: the weight of the new indicators that have a proposal; the others count as empty.
    """

    old: str
    flowed: str
    dropped: str
    coverage: str


class ApplicationView(BaseModel):
    """Old answers in a new edition. `series_break` is always true: `notice` says what it means.

    `certainty` and `caveat` are those of the crosswalk; each edition has its own.
    """

    crosswalk_code: str
    certainty: Certainty
    caveat: TextDocument | None
    period: str | None
    series_break: bool
    notice: TextDocument
    old: IndexView
    new: IndexView
    weights: WeightsView
    proposals: list[ProposalView]
    gaps: list[GapDocument]
    dropped: list[DroppedDocument]


def application_view(applied: Applied, *, period: str | None) -> ApplicationView:
    """Return what the API shows of a crosswalk applied to answers."""
    crosswalk, carried = applied.crosswalk, applied.carried
    reasons = {(flow.from_code, flow.to_code): flow.reason for flow in crosswalk.flows}
    return ApplicationView(
        crosswalk_code=crosswalk.crosswalk_code,
        certainty=crosswalk.certainty,
        caveat=_text(crosswalk.caveat),
        period=period,
        series_break=True,
        notice=NOT_COMPARABLE,
        old=_index(carried.old),
        new=_index(carried.new),
        weights=WeightsView(
            old=text_of(applied.old.root.weight),
            flowed=text_of(carried.weight_flowed),
            dropped=text_of(carried.weight_dropped),
            coverage=text_of(carried.coverage),
        ),
        proposals=[_proposal(part, applied, reasons) for part in carried.proposals],
        gaps=[GapDocument(to_code=gap.to_code, reason=_said(gap.reason)) for gap in crosswalk.gaps],
        dropped=[
            DroppedDocument(
                from_code=part.from_code, share=text_of(part.share), reason=_said(part.reason)
            )
            for part in crosswalk.dropped
        ],
    )


def _index(breakdown: Breakdown) -> IndexView:
    view = shown(breakdown)
    return IndexView.model_validate(view | view["index"])


def _proposal(proposal: Proposal, applied: Applied, reasons: Reasons) -> ProposalView:
    return ProposalView(
        to_code=proposal.to_code,
        name=_name(applied.new, proposal.to_code),
        weight=text_of(proposal.weight),
        mean=_number(proposal.mean),
        level=_number(proposal.level),
        origins=[
            _origin(origin, applied.old, reasons[origin.from_code, proposal.to_code])
            for origin in proposal.origins
        ],
    )


def _origin(origin: Origin, old: Edition, reason: Text | None) -> OriginView:
    return OriginView(
        from_code=origin.from_code,
        name=_name(old, origin.from_code),
        share=text_of(origin.share),
        weight=text_of(origin.weight),
        level=_number(origin.level),
        basis=origin.basis,
        reason=_text(reason),
    )


def _name(edition: Edition, code: str) -> TextDocument:
    name = edition.answered[edition.position[code]].name
    return TextDocument(id=name.id, en=name.en)


def _number(value: Number | None) -> str | None:
    return None if value is None else text_of(value)


def _said(text: Text) -> TextDocument:
    return TextDocument(id=text.id, en=text.en)


def _text(text: Text | None) -> TextDocument | None:
    return None if text is None else _said(text)
