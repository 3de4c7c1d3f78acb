"""What the API takes and shows of every kind of document."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kit.fields import Body, TextView
from rules.sentences import SHA256

Status = Literal["draft", "published", "retired"]
OwnerCode = Annotated[
    str | None,
    Field(
        description="Code of the agency that it belongs to: only those at or above it change it;"
        " null: the product's own",
        examples=["9901"],
    ),
]


class DefectView(BaseModel):
    """One thing that must be put right.

    `pointer`: JSON pointer into the document; `sheet`, `row` (the heading is 1), `column`: of a
    workbook.
    """

    pointer: str
    message: TextView
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


class CheckReport(BaseModel):
    """Whether a document could be published now, and if not, its defects. Nothing is stored.

    `defects` names the first 100; `rows`: how many rows were read of each sheet of a workbook.
    `warnings` hinder no publication: of a document without defects, what its author should look at.
    """

    edition_code: str | None
    derivation_set_version: int | None = None
    crosswalk_code: str | None = None
    publishable: bool
    content_hash: str | None
    defect_count: int = 0
    defects: list[DefectView]
    warnings: list[DefectView] = []
    rows: dict[str, int] | None = None


class PublishInput(Body):
    """The content to publish; without `content_hash`, the draft as it is now."""

    content_hash: Annotated[
        str | None,
        Field(
            pattern=SHA256,
            examples=[None],
            description="Hash of the content that was validated; null or left out: as it is now",
        ),
    ] = None
