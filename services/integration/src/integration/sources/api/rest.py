"""How a generic make is asked, as a registration describes it."""

from typing import Annotated

from pydantic import AfterValidator, Field

from integration.sources.api.fields import Code
from integration.sources.domain.rest import Counting
from kit.fields import ONE_LINE, Body, refused
from rules.sentences import form
from rules.text import Text

_LONGEST: int = 200
# Headers that say where a request goes, how long it is, or who else may read it.
_OURS = frozenset(
    {
        *("accept", "accept-encoding", "connection", "content-length", "content-type", "cookie"),
        *("expect", "host", "if-none-match", "keep-alive", "proxy-authorization", "range", "te"),
        *("traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent"),
    }
)
ConstantValue = Annotated[str, ONE_LINE, Field(max_length=_LONGEST)] | int | bool
_POINTER = form(
    r"^(/([^/~]|~[01])*)*$",
    Text(
        "harus berupa JSON Pointer, misalnya /data/rows, atau kosong untuk seluruh jawaban",
        "must be a JSON Pointer, like /data/rows, or empty for the whole answer",
    ),
)
Place = Annotated[str, ONE_LINE, Field(pattern=_POINTER, max_length=_LONGEST)]
_PATH = form(
    r"^(/[!$&-.0-;=A-Z_a-z~{}]+)+$",
    Text(
        "harus berupa jalur, misalnya /api/realisasi/{year}, tanpa kueri, spasi, atau garis miring"
        " di akhir",
        "must be a path like /api/realisasi/{year}, without query, blanks or a slash at its end",
    ),
)


def _inside(path: str) -> str:
    if not {".", ".."}.isdisjoint(path.split("/")):
        raise refused(Text("tidak boleh memuat . atau ..", "must not have . or .. in it"))
    return path


def _free(header: str) -> str:
    if header.casefold() in _OURS:
        raise refused(
            Text("bukan kepala untuk kredensial", "is no header that can carry a credential")
        )
    return header


_HEADER = form(
    r"^[A-Za-z][A-Za-z0-9-]*$",
    Text("harus berupa nama kepala HTTP, misalnya X-API-KEY", "must be a header, like X-API-KEY"),
)
_PREFIX = form(
    r"^[!-~]*( [!-~]*)* ?$",
    Text("harus berupa huruf ASCII, misalnya 'Bearer '", "must be ASCII letters, like 'Bearer '"),
)
Parameter = Annotated[Code, Field(max_length=60)]


class RestBody(Body):
    """How a generic system is asked and wraps its answers; everything has a default."""

    credential_header: Annotated[
        str, Field(pattern=_HEADER, max_length=60), AfterValidator(_free)
    ] = Field("Authorization", description="Header that carries the credential")
    credential_prefix: Annotated[str, Field(pattern=_PREFIX, max_length=30)] = Field(
        "Bearer ", description="What stands before the credential in its header; may be empty"
    )
    rows_at: Place = Field("/data", description="Place of the rows; empty: the answer is the list")
    total_at: Place | None = Field(None, description="Place of the number of rows; null: none")
    pages_at: Place | None = Field(None, description="Place of the number of pages; null: none")
    success_at: Place | None = Field(
        None, description="Place of what tells that the answer succeeded; null: HTTP 200 is enough"
    )
    success: ConstantValue | None = Field(
        None, description="What must stand at success_at, e.g. true; null: success_at is null, too"
    )
    counting: Counting = Field(
        "page", description="Whether page_param counts pages or the rows to skip"
    )
    page_param: Parameter = Field("page", description="Parameter that asks for a page")
    size_param: Parameter | None = Field(
        "per_page", description="Parameter that says how many rows a page has; null: there is none"
    )
    first_page: int = Field(1, ge=0, le=1, description="Number of the first page")


class ListingPlaceBody(Body):
    """Where one listing is; {year}, {quarter}, {type}, {period} stand for what is asked for."""

    listing: Code = Field(description="Name of the listing, as the list of adapters has it")
    path: (
        Annotated[str, Field(pattern=_PATH, max_length=_LONGEST), AfterValidator(_inside)] | None
    ) = Field(None, description="Path below base_url; null only for generic-table")
    params: dict[Parameter, Annotated[str, ONE_LINE, Field(max_length=_LONGEST)]] = Field(
        {}, max_length=20, description="Parameters of the query"
    )
    rows_at: Place | None = Field(None, description="Place of its rows; null: as in rest")
