import base64
from typing import NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st
from tests.support.operations import table_for
from tests.support.tokens import TokenIssuer

from kit.errors import Invalid
from kit.settings import AppSettings
from kit.web import CursorKey, Page, Paging, PagingDep, build_app
from rules.languages import in_language

ISSUER = TokenIssuer("https://issuer.test")
KEY = CursorKey("of-this-test-and-longer-than-32-characters")
ROWS = ["9901.1", "9901.2", "9901.3", "9901.4", "9901.5"]
OLD = "RF5NT5EV"  # a cursor of a release in which anybody could read and make them


class Place(NamedTuple):
    code: str
    year: int


def paging(cursor: str | None, *, about: bytes = b"things", key: CursorKey = KEY) -> Paging:
    return Paging(key, about, limit=2, cursor=cursor)


def cursor_of(position: object) -> str:
    page = paging(None).page([1, 2, 3], item=str, position=lambda _: position)
    assert page.next_cursor is not None
    return page.next_cursor


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    st.integers(1 - 2**63, 2**63 - 1),
    st.uuids(),
)
def test_a_cursor_gives_back_its_position(name: str, number: int, code: UUID) -> None:
    assert paging(cursor_of(name)).after(str) == name
    assert paging(cursor_of(number)).after(int) == number
    assert paging(cursor_of((name, code))).after(tuple[str, UUID]) == (name, code)
    assert paging(cursor_of(Place(name, number))).after(Place) == Place(name, number)
    assert paging(None).after(str) is None


@given(st.binary(max_size=60))
def test_an_invented_cursor_is_invalid(noise: bytes) -> None:
    with pytest.raises(Invalid):
        paging(base64.urlsafe_b64encode(noise).decode().rstrip("=")).after(str)


@pytest.mark.parametrize("cursor", ["", "=", "ä", "a b", "a" * 999, OLD])
def test_what_is_no_cursor_is_invalid(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        paging(cursor).after(str)

    assert caught.value.errors[0].pointer == "query/cursor"
    assert "start again" in in_language(caught.value.detail, "en")


@pytest.mark.parametrize("place", [0, 5, 20, 30])
def test_a_changed_cursor_is_invalid(place: int) -> None:
    cursor = [*cursor_of("4.01.01")]
    cursor[place] = "A" if cursor[place] != "A" else "Q"

    with pytest.raises(Invalid):
        paging("".join(cursor)).after(str)


def test_a_cursor_is_good_for_one_list_one_key_and_one_order() -> None:
    cursor = cursor_of("9901")

    for other in (
        paging(cursor, about=b"others"),
        paging(cursor, key=CursorKey("another-secret-of-more-than-32-characters")),
    ):
        with pytest.raises(Invalid):
            other.after(str)
    with pytest.raises(Invalid):
        paging(cursor).after(int)


def test_a_cursor_shows_nothing_of_its_position() -> None:
    cursor = cursor_of("e-planning-9902")
    sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_")

    assert b"9902" not in sealed
    assert cursor_of("e-planning-9902") != cursor


def test_pages_follow_one_another_until_the_last() -> None:
    page = paging(None).page([1, 2, 3], item=str, position=lambda row: row)
    assert page.items == ["1", "2"]
    assert paging(page.next_cursor).after(int) == 2

    last = paging(None).page([4, 5], item=str, position=lambda row: row)
    assert (last.items, last.next_cursor) == (["4", "5"], None)


def things() -> APIRouter:
    router = APIRouter(prefix="/shops/{shop}/things")

    @router.get("")
    async def list_things(shop: str, paging: PagingDep, kind: str = "") -> Page[str]:
        behind = paging.after(str) or ""
        found = [row for row in ROWS if row > behind]
        return paging.page(
            found[: paging.limit + 1], item=lambda row: f"{shop}{kind}{row}", position=lambda x: x
        )

    @router.get("/others")
    async def list_others(shop: str, paging: PagingDep) -> Page[str]:
        return paging.page([shop, paging.after(str) or ""], item=str, position=str)

    return router


async def test_a_cursor_is_for_who_asked_and_for_what_was_asked(settings: AppSettings) -> None:
    router = things()
    table = table_for(router, roles=("leader",))
    app = build_app(settings, title="Shop", routers=[router], table=table)
    app.state.verifier, app.state.cursor_key = ISSUER.verifier(), KEY
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:

        async def got(path: str, agency: str | None = "9901", **query: str) -> httpx.Response:
            bearer = {"Authorization": f"Bearer {ISSUER.token('leader', agency=agency)}"}
            return await client.get(path, params=query, headers=bearer)

        first = await got("/shops/a/things", limit="2", kind="x")
        cursor = first.json()["next_cursor"]
        same = await got("/shops/a/things", limit="3", kind="x", cursor=cursor)
        others = [
            await got("/shops/a/things", "9902", kind="x", cursor=cursor),
            await got("/shops/a/things", None, kind="x", cursor=cursor),
            await got("/shops/b/things", kind="x", cursor=cursor),
            await got("/shops/a/things", kind="y", cursor=cursor),
            await got("/shops/a/things", cursor=cursor),
            await got("/shops/a/things/others", cursor=cursor),
        ]

    assert same.json() == {"items": ["ax9901.3", "ax9901.4", "ax9901.5"], "next_cursor": None}
    for other in others:
        assert other.status_code == 400
        assert other.json()["errors"][0]["pointer"] == "query/cursor"
