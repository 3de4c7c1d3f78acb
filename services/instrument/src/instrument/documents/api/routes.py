"""Routes that answer refusals: each becomes an HTTP status with a pointer to the wrong part."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from instrument.documents.domain.refusals import (
    AbsentError,
    ConflictError,
    ExistingDraftError,
    NotOwnerError,
    OutdatedError,
    RefusedDocumentError,
    RefusedError,
    UnfitError,
)
from kit.awaited import awaiting
from kit.errors import (
    CHECK_THE_PARTS,
    Conflict,
    Forbidden,
    NotFound,
    ServiceError,
    Unprocessable,
)
from kit.web import IdempotentRoute, IfMatch, etag, require_match
from rules.answers import AnswersError
from rules.refusal import Refusal
from rules.revision import Seen
from rules.text import Text

_ERROR_OF: Final[Mapping[type[RefusedError], type[ServiceError]]] = {
    AbsentError: NotFound,
    UnfitError: Unprocessable,
    NotOwnerError: Forbidden,
    ConflictError: Conflict,
}


class DocumentRoute(IdempotentRoute):
    """A route whose operation the domain may refuse."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the answers to refusals around it."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except ExistingDraftError as error:
                raise _refused(_suggest_replacing(error), request) from error
            except RefusedError as error:
                raise _refused(error, request) from error
            except RefusedDocumentError as error:
                raise _defective(error) from error
            except OutdatedError as error:
                require_match(request.headers.get("If-Match"), etag(error.state), error.document)
                raise
            except AnswersError as error:
                raise _unfit_levels(error) from error

        return answer


def _seen(if_match: IfMatch = None) -> Seen[str] | None:
    if if_match is None:
        return None
    tags = {tag.strip() for tag in if_match.split(",")}
    return Seen(
        frozenset(tag[1:-1] for tag in tags if tag == etag(tag[1:-1])), anything="*" in tags
    )


# The states that If-Match names, None without that header.
SeenDep = Annotated[Seen[str] | None, Depends(_seen)]


def _suggest_replacing(error: ExistingDraftError) -> ConflictError:
    text = error.text._replace(
        id=f"{error.text.id} Ganti dengan PUT dan If-Match.",
        en=f"{error.text.en} Replace it by PUT with If-Match.",
    )
    return ConflictError(text, error.part, error.fault)


def _unfit_levels(error: AnswersError) -> Unprocessable:
    return Unprocessable(
        CHECK_THE_PARTS, errors=[problem.below("/levels") for problem in error.problems]
    )


def _refused(error: RefusedError, request: Request) -> ServiceError:
    kind = next(kind for refused, kind in _ERROR_OF.items() if isinstance(error, refused))
    where = error.part if error.part.startswith("/") else f"/{error.part}"
    if error.part in request.path_params:
        where = f"path/{error.part}"
    answer = kind(error.text, errors=[Refusal(where, error.fault)], extra=error.details)
    if isinstance(error, NotOwnerError) and error.owner_code is not None:
        # The author may stand above the owner since a moment ago.
        return awaiting(answer, f"agencies/{error.owner_code}")
    return answer


def _defective(error: RefusedDocumentError) -> Unprocessable:
    count = len(error.defects)
    return Unprocessable(
        Text(
            f"Dokumen ini memuat {count} kesalahan; perbaiki bagian yang disebut.",
            f"The document has {count} defect(s); put right the parts that are named.",
        ),
        errors=error.defects,
    )
