"""Read the content of a file as a document that has the shape of its model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.completion import unreadable_part, without_keys
from instrument.documents.store.parts import Part
from instrument.documents.store.shape import Misfit, Place, misfits
from rules.refusal import Refusal

P = TypeVar("P", bound=Part)


def read_shape(model: type[P], name: str, content: Mapping[str, Any]) -> P:
    """Return a document that has the shape of its model; its rules are not checked.

    Raises:
        DefectiveError: A key is missing or unknown, or a value is not of its kind.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        defects = [misfit.defect() for misfit in misfits(error, content, model)]
        raise DefectiveError(name, defects) from error


def shape_defects(model: type[Part], content: Mapping[str, Any]) -> list[Refusal]:
    """Return where a document has another shape than its model."""
    return [misfit.defect() for misfit in _misfits(model, content)]


def read_sound(
    model: type[P],
    name: str,
    content: Mapping[str, Any],
    certain: Callable[[Mapping[str, Any], Sequence[Place]], Iterable[Refusal]],
) -> P:
    """Return a document that has the right shape and breaks no rule.

    `certain`: returns the rules that the readable part of a document breaks for certain; it takes
    the document and the places of its holes.

    Raises:
        DefectiveError: It has defects; every one is named by its place.
    """
    misfits_found = _misfits(model, content)
    known = without_keys(
        content, (misfit.place for misfit in misfits_found if misfit.is_unknown_key)
    )
    holes = [
        unreadable_part(known, misfit.place)
        for misfit in misfits_found
        if not misfit.is_unknown_key
    ]
    defects = [misfit.defect() for misfit in misfits_found]
    if () not in holes:
        defects += certain(known, holes)
    if defects:
        raise DefectiveError(name, defects)
    return model.model_validate(content)


def _misfits(model: type[Part], content: Mapping[str, Any]) -> list[Misfit]:
    try:
        model.model_validate(content)
    except ValidationError as error:
        return misfits(error, content, model)
    return []
