"""From the content of a file to a document that has the shape of its model, or all its defects."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.mending import readable, without
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
        found = [misfit.defect() for misfit in misfits(error, content, model)]
        raise DefectiveError(name, found) from error


def shape_defects(model: type[Part], content: Mapping[str, Any]) -> list[Refusal]:
    """Return where a document has another shape than its model."""
    return [misfit.defect() for misfit in _misfits(model, content)]


def read_sound(
    model: type[P],
    name: str,
    content: Mapping[str, Any],
    certain: Callable[[Mapping[str, Any], Sequence[Place]], Iterable[Refusal]],
) -> P:
    """Return a document without defects of its shape and, as far as it can be read, its rules.

    `certain`: which rules a document breaks for certain, whatever stood at some unreadable places.

    Raises:
        DefectiveError: It has defects; every one is named by its place.
    """
    found = _misfits(model, content)
    known = without(content, (misfit.place for misfit in found if misfit.is_unknown_key))
    holes = [readable(known, misfit.place) for misfit in found if not misfit.is_unknown_key]
    defects = [misfit.defect() for misfit in found]
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
