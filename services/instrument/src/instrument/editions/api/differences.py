"""What differs between two editions."""

from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Path
from pydantic import BaseModel

from instrument.documents.api.responses import SOUND
from instrument.documents.api.routes import DocumentRoute
from instrument.documents.domain.canonical import read_canonical
from instrument.documents.domain.refusals import AbsentError
from instrument.documents.store.parts import TextDocument
from instrument.editions.api.parameters import EditionCode
from instrument.editions.domain import model
from instrument.editions.domain.diff import EditionDiff, diff_editions
from instrument.editions.store.document import EditionDocument
from instrument.editions.usecases.find import Content, find_content
from kit.database import ReadSessionDep, Session, end_reading
from kit.fields import ONE_LINE
from kit.threads import TRIALS
from rules.exact import text_of
from rules.text import Text

router = APIRouter(prefix="/api/v1/editions", tags=["editions"], route_class=DocumentRoute)

OtherCode = Annotated[str, Path(max_length=100, examples=["permenpanrb-59-2020"]), ONE_LINE]


class ComparedEdition(BaseModel):
    """One of the editions. Show `caveat`: an unverified edition has one."""

    edition_code: str
    title: TextDocument
    certainty: model.Certainty
    caveat: TextDocument | None
    status: Literal["draft", "published", "retired"]
    content_hash: str


class ComparedNode(BaseModel):
    """A node that only one of the editions has."""

    code: str
    kind: model.NodeKind
    name: TextDocument
    weight: str
    parent_code: str | None


class ChangedValue(BaseModel):
    """A value of a node in both editions: a weight, the code of a scale or of a parent."""

    code: str
    kind: model.NodeKind
    before: str | None
    after: str | None


class ChangedName(BaseModel):
    """A node's name in both editions."""

    code: str
    kind: model.NodeKind
    before: TextDocument
    after: TextDocument


class ChangedNode(BaseModel):
    """A node with other differences; `fields` names them."""

    code: str
    kind: model.NodeKind
    fields: list[str]


class DiffView(BaseModel):
    """The differences. Nodes correspond if code and kind are equal. Weights are exact.

    `fields`: fields of the edition itself that differ. `scales`: codes of scales that differ.
    """

    before: ComparedEdition
    after: ComparedEdition
    fields: list[str]
    scales: list[str]
    added: list[ComparedNode]
    dropped: list[ComparedNode]
    reweighted: list[ChangedValue]
    renamed: list[ChangedName]
    rescaled: list[ChangedValue]
    moved: list[ChangedValue]
    reworded: list[ChangedNode]


@router.get("/{edition_code}/diff/{other_code}", operation_id="compare_editions", responses=SOUND)
async def read_difference(
    edition_code: EditionCode, other_code: OtherCode, session: ReadSessionDep
) -> DiffView:
    """Show what differs between two editions, published or drafts without defects."""
    before = await find_content(session, edition_code)
    after = await _other(session, other_code)
    await end_reading(session)
    return await to_thread.run_sync(_compare, before, after, limiter=TRIALS)


async def _other(session: Session, code: str) -> Content:
    try:
        return await find_content(session, code)
    except AbsentError as error:
        raise AbsentError(error.text, "other_code") from error


def _compare(before: Content, after: Content) -> DiffView:
    old, new = _edition(before), _edition(after)
    diff = diff_editions(old, new)
    return DiffView(
        before=_compared(old, before),
        after=_compared(new, after),
        fields=list(diff.fields),
        scales=list(diff.scales),
        added=[_node(node) for node in diff.added],
        dropped=[_node(node) for node in diff.dropped],
        renamed=[
            ChangedName(
                code=change.code,
                kind=change.kind,
                before=_text(change.before),
                after=_text(change.after),
            )
            for change in diff.renamed
        ],
        reworded=[
            ChangedNode(code=change.code, kind=change.kind, fields=list(change.fields))
            for change in diff.reworded
        ],
        **_values(diff),
    )


def _values(diff: EditionDiff) -> dict[str, Any]:
    return {
        "reweighted": [
            ChangedValue(
                code=change.code,
                kind=change.kind,
                before=text_of(change.before),
                after=text_of(change.after),
            )
            for change in diff.reweighted
        ],
        "rescaled": [ChangedValue(**change._asdict()) for change in diff.rescaled],
        "moved": [ChangedValue(**change._asdict()) for change in diff.moved],
    }


def _edition(content: Content) -> model.Edition:
    return EditionDocument.model_validate(read_canonical(content.content)).to_domain()


def _compared(edition: model.Edition, content: Content) -> ComparedEdition:
    return ComparedEdition.model_validate(
        {
            "edition_code": edition.edition_code,
            "title": _text(edition.title),
            "certainty": edition.certainty,
            "caveat": None if edition.caveat is None else _text(edition.caveat),
            "status": content.status,
            "content_hash": content.content_hash,
        }
    )


def _node(node: model.Node) -> ComparedNode:
    return ComparedNode(
        code=node.code,
        kind=node.kind,
        name=_text(node.name),
        weight=text_of(node.weight),
        parent_code=node.parent_code,
    )


def _text(text: Text) -> TextDocument:
    return TextDocument(id=text.id, en=text.en)
