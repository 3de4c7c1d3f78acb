"""The product as a person of a story sees it."""

from collections.abc import Callable

import httpx
import pytest

from sandbox.region.loading.sending import LoadError
from sandbox.stories.portal import Portal


def portal(answer: Callable[[httpx.Request], httpx.Response]) -> Portal:
    client = httpx.Client(base_url="http://api/api/v1", transport=httpx.MockTransport(answer))
    return Portal(client, "token")


def test_what_is_so_already_is_not_sent_again() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        return httpx.Response(200, json={"name": "Sama", "revision": 3}, headers={"ETag": '"3"'})

    assert portal(answer).put("/people/1", {"name": "Sama"}) is False


@pytest.mark.parametrize(("status", "condition"), [(200, ("If-Match", '"3"')), (404, None)])
def test_a_change_names_what_it_was_made_from(
    status: int, condition: tuple[str, str] | None
) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        found = status if request.method == "GET" else 200
        return httpx.Response(found, json={"name": "Lama"}, headers={"ETag": '"3"'})

    assert portal(answer).put("/people/1", {"name": "Baru"}) is True
    name, value = condition or ("If-None-Match", "*")
    assert (sent[-1].method, sent[-1].headers[name]) == ("PUT", value)


def test_a_refusal_tells_its_reason() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(409, json={"detail": "Tahap belum dibuka."})

    with pytest.raises(LoadError, match="409 Tahap belum dibuka"):
        portal(answer).post("/assessments/1/stages/dokumen/closing")


@pytest.mark.parametrize("busy", [429, 503])
def test_what_is_busy_is_asked_again_with_the_same_request(busy: int) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if len(sent) < 3:
            told = {"detail": "Coba lagi."}
            return httpx.Response(busy, json=told, headers={"Retry-After": "0"})
        return httpx.Response(200, json={"ok": True})

    assert portal(answer).post("/assessments/1/publish") == {"ok": True}
    assert len(sent) == 3
    assert len({tuple(each.headers.items()) for each in sent}) == 1


def test_a_list_is_read_to_its_end() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        first = "cursor" not in request.url.params
        items, cursor = ([{"at": 1}], "next") if first else ([{"at": 2}], None)
        return httpx.Response(200, json={"items": items, "next_cursor": cursor})

    assert portal(answer).items("/agencies") == [{"at": 1}, {"at": 2}]


def test_what_is_wrong_with_a_table_is_told_by_cell_and_another_refusal_stays_one() -> None:
    errors = [{"pointer": "/rows/2/instansi", "message": "rekomendasi!G2: tidak ada"}]
    answers = [httpx.Response(422, json={"errors": errors}), httpx.Response(200, json={})]
    told = portal(lambda _request: answers.pop(0))

    assert told.faults_of_table("/reports/imports", b"table", preview="true") == errors
    assert told.faults_of_table("/reports/imports", b"table", preview="true") == []
    refusing = portal(lambda _request: httpx.Response(403, json={"detail": "Bukan peran Anda."}))
    with pytest.raises(LoadError, match="403 Bukan peran Anda"):
        refusing.faults_of_table("/reports/imports", b"table")


def test_what_is_busy_is_changed_from_what_it_is_by_then() -> None:
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={}, headers={"ETag": f'"{len(seen)}"'})
        seen.append(request.headers.get("If-Match"))
        return httpx.Response(503 if len(seen) == 1 else 200, json={"revision": 2})

    assert portal(answer).change("/sources/e-sakip", {}, of="/sources/e-sakip") == {"revision": 2}
    assert seen == ['"0"', '"1"']


def test_what_is_done_is_what_its_preview_showed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("preview") == "true":
            return httpx.Response(200, json={"is_preview": True}, headers={"ETag": '"plan"'})
        return httpx.Response(200, json={"seen": request.headers["If-Match"]})

    told = portal(answer)
    plan, seen = told.preview("/agencies/1/merger", {})
    assert plan == {"is_preview": True}
    assert told.post("/agencies/1/merger", {}, match=seen) == {"seen": '"plan"'}
