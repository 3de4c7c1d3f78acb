"""Drafts: what is typed and not decided is shared, counts nowhere, and becomes a decision."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT, Bearer, put

# A member that is left out, null, empty, 0 and n/a are five different things.
CONTENTS: list[dict[str, Any]] = [
    {},
    {"level": None},
    {"level": ""},
    {"level": "0"},
    {"level": "n/a", "explanation": ""},
    {"explanation": None, "reasons": {"fakta": "", "analisis": None}},
    {"reasons": {"fakta": '"kutipan", baris\nkedua', "analisis": " =1+1"}},
]


@pytest.fixture
def drafts(answers: str) -> str:
    return f"{answers.removesuffix('/answers')}/stages/mandiri/drafts"


async def write(service: Any, path: str, content: Any, *, etag: str | None = "0") -> Any:
    headers = {} if etag is None else {"If-Match": f'"{etag}"'}
    return await service.api.put(path, json=content, headers=headers)


async def test_what_is_missing_null_empty_zero_and_not_applicable_stay_apart(
    service: Any, drafts: str
) -> None:
    for number, content in enumerate(CONTENTS):
        answer = await write(service, f"{drafts}/1", content, etag=str(number))
        assert (answer.status_code, answer.headers["etag"]) == (200, f'"{number + 1}"'), content
        assert answer.json()["content"] == content
        assert (await service.api.get(f"{drafts}/1")).json() == answer.json()
    (item,) = (await service.api.get(drafts)).json()["items"]
    assert (item["indicator_code"], item["written_by"]) == ("1", "someone")


async def test_a_draft_counts_nowhere_and_the_decision_removes_it(
    service: Any, answers: str, drafts: str
) -> None:
    before = (await service.api.get(f"{drafts}/1")).json()
    assert (before["content"], before["revision"]) == (None, 0)
    await write(service, f"{drafts}/1", {"level": "3"})
    await write(service, f"{drafts}/2", {"level": "9"})
    assert (await service.api.get(f"{answers}/1")).json()["level"] is None
    assert (await service.api.get(answers.removesuffix("/answers"))).json()["revision"] == 1

    assert (await put(service, f"{answers}/1", "3")).status_code == 200
    gone = await service.api.get(f"{drafts}/1")
    assert (gone.json()["content"], gone.headers["etag"]) == (None, '"2"')
    assert [each["indicator_code"] for each in (await service.api.get(drafts)).json()["items"]] == [
        "2"
    ]
    levels = [event for event in await service.said(ASSESSMENT, count=4) if "level" in event.TYPE]
    assert len(levels) == 1
    # What was seen before the decision fits no draft after it.
    assert (await write(service, f"{drafts}/1", {"level": "1"}, etag="1")).status_code == 412


async def test_two_who_type_see_both_versions(service: Any, drafts: str, bearer: Bearer) -> None:
    await write(service, f"{drafts}/1", {"level": "1"})
    other = bearer("data_entry", subject="orang kedua")
    late = await service.api.put(
        f"{drafts}/1", json={"level": "2"}, headers=other | {"If-Match": '"0"'}
    )
    assert late.status_code == 412
    assert late.json()["yours"] == {"etag": '"0"'}
    assert late.json()["current"]["body"]["content"] == {"level": "1"}
    assert (await write(service, f"{drafts}/1", {"level": "1"}, etag=None)).status_code == 428
    assert (await write(service, f"{drafts}/1", {"level": "1"})).headers["etag"] == '"1"'


async def test_a_draft_is_removed_once(service: Any, drafts: str) -> None:
    await write(service, f"{drafts}/1", {"level": "1"})
    for _ in range(2):
        gone = await service.api.delete(f"{drafts}/1", headers={"If-Match": '"1"'})
        assert (gone.status_code, gone.json()["content"]) == (200, None)
        assert gone.headers["etag"] == '"2"'


async def test_drafts_are_for_those_who_decide_at_the_stage(
    service: Any, drafts: str, bearer: Bearer
) -> None:
    later = drafts.replace("mandiri", "dokumen")
    for headers, path, status in (
        (bearer("internal_assessor"), drafts, 200),
        (bearer("external_assessor"), drafts, 403),
        (bearer("leader"), drafts, 403),
        (bearer("agency_officer"), later, 403),
        (bearer("external_assessor"), later, 403),  # of their own agency
        (bearer("agency_officer", agency="9901.1"), drafts, 404),
        (bearer("agency_officer"), f"{drafts}/X", 404),
        (bearer("agency_officer"), drafts.replace("mandiri", "usulan"), 422),
    ):
        answer = await service.api.get(path, headers=headers)
        assert answer.status_code == status, (path, headers, answer.json())


async def test_a_stage_takes_drafts_only_while_it_takes_decisions(
    service: Any, answers: str, drafts: str
) -> None:
    await write(service, f"{drafts}/1", {"level": "1"})
    await service.reach(answers.removesuffix("/answers"), "dokumen")

    late = await write(service, f"{drafts}/1", {"level": "2"}, etag="1")
    assert (late.status_code, late.json()["state"]) == (409, "closed"), late.json()
    gone = await service.api.delete(f"{drafts}/1", headers={"If-Match": '"1"'})
    assert gone.status_code == 200


@pytest.mark.parametrize("text", ["\n", " ", "\u0301", "\u2800"])
async def test_what_is_typed_shows_something_or_is_nothing(
    service: Any, drafts: str, text: str
) -> None:
    for content in ({"reasons": {"fakta": text}}, {"explanation": text}, {"sector": text}):
        answer = await service.api.put(f"{drafts}/1", json=content, headers={"If-Match": '"0"'})
        assert answer.status_code == 400, answer.text
    assert (await service.api.get(f"{drafts}/1")).json()["content"] is None
