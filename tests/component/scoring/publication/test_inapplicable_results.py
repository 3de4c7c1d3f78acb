"""A result says what does not apply; those of earlier releases are read as they were made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.judging import spared
from tests.component.scoring.publishing import (
    KEY,
    content_hash,
    documents,
    publish,
    set_keys,
)
from tests.component.scoring.region import SPBE, agencies, decided, opened
from tests.component.scoring.targeting import got

from scoring.publication.domain.archive import read_archive
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.recompute import recompute_result
from scoring.publication.usecases.verify import verify_package
from scoring.publication.usecases.write_workbook import read_sheets
from scoring.results.domain.flaw import FlawFound
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import Content, read_record, write_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

LEVELS = {"1": "n/a", "2": "4"}
NOTE = {
    "id": "Belum dapat dinilai: baru 30 % bobot yang mempunyai tingkat, ambangnya 70 %."
    " Tidak berlaku, n/a (1): 1. Belum ada tingkat (1): 13.",
    "en": "Cannot be judged yet: only 30 % of the weight has a level, the floor is 70 %."
    " Not applicable, n/a (1): 1. Without a level (1): 13.",
}
# What an earlier release wrote of the same levels.
OLD_NOTE = TextPart(
    id="Belum dapat dinilai: baru 60 % bobot yang mempunyai tingkat, ambangnya 70 %."
    " Belum ada tingkat (1): 13.",
    en="Cannot be judged yet: only 60 % of the weight has a level, the floor is 70 %."
    " Without a level (1): 13.",
)


async def published(
    service: Service, bearer: Callable[..., dict[str, str]], levels: dict[str, str]
) -> tuple[Any, bytes]:
    """Publish these levels and return the result and its package."""
    edition = spared()
    edition = msgspec.structs.replace(edition, content_hash=content_hash(edition))
    await service.worker().apply(edition, documents(floors=None)[1], *agencies(), opened())
    await service.worker().apply(
        *(decided(code, level, revision=at) for at, (code, level) in enumerate(levels.items(), 2))
    )
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    made = await publish(service)
    return made, (await service.api.get(f"/results/{SPBE}/1/package")).content


async def test_a_result_that_is_not_judged_says_what_does_not_apply(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    made, package = await published(service, bearer, LEVELS)
    (listed,) = (await got(service, "/results"))["items"]

    for view in (made, listed):
        assert (view["predicate"], view["level_share"]) == (None, "0.3")
        assert (view["missing"], view["inapplicable"]) == (["13"], ["1"])
        assert view["note"] == NOTE
    record = verify_package(package, {KEY.public.key_id: KEY.public}).record
    assert record.format_version == 3
    files = read_archive(package)
    assert files["README.txt"].decode().startswith(NOTE["id"])
    rows = dict(
        row[:2]
        for row in read_sheets(files["breakdown.xlsx"], file="x")["ringkasan"]
        if len(row) > 1
    )
    assert rows["tidak berlaku / not applicable"] == "1"
    assert (await got(service, f"/results/{SPBE}/1/verify"))["whole"]
    for version in (1, 2):
        other = msgspec.structs.replace(record, format_version=version)
        with pytest.raises(FlawFound) as found:
            read_record(write_record(other))
        assert found.value.flaw.field == "format_version"


async def test_a_record_is_read_as_its_release_read_it(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    """Exactly: what mixes the two readings is flawed."""
    _, package = await published(service, bearer, LEVELS)
    files = read_archive(package)
    base, rules = json.loads(files["edition.json"]), json.loads(files["derivations.json"])
    content = read_record(files["result.json"]).content
    part = content.not_judged
    assert part is not None

    def told(**other: Any) -> Content:
        changed = msgspec.structs.replace(part, **other)
        return msgspec.structs.replace(content, not_judged=changed)

    recompute_result(content, base, rules)
    recompute_result(told(inapplicable=None, level_share="0.6", note=OLD_NOTE), base, rules)
    for field, lie in (
        ("level_share", told(inapplicable=None)),
        ("level_share", told(level_share="0.6", note=OLD_NOTE)),
        ("note", told(note=OLD_NOTE)),
        ("note", told(inapplicable=None, level_share="0.6")),
        ("inapplicable", told(inapplicable=())),
        ("inapplicable", told(inapplicable=("1", "13"))),
        ("missing", told(missing=("1", "13"))),
    ):
        with pytest.raises(FlawFound) as found:
            recompute_result(lie, base, rules)
        assert found.value.flaw.field == f"content.not_judged.{field}"


async def test_without_a_reason_a_predicate_lacks_only_by_the_old_reading(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    """A release that did not say why counted what does not apply among what has a level."""
    _, package = await published(service, bearer, {"1": "5", "2": "4", "13": "n/a"})
    files = read_archive(package)
    base, rules = json.loads(files["edition.json"]), json.loads(files["derivations.json"])
    content = read_record(files["result.json"]).content
    assert (content.not_judged and content.not_judged.inapplicable) == ("13",)
    silent = msgspec.structs.replace(content, not_judged=None)

    with pytest.raises(FlawFound) as found:
        recompute_result(silent, base, rules)
    assert found.value.flaw.field == "content.index.predicate"
    # As an earlier release judged it.
    named = msgspec.structs.replace(content.index, predicate=TextPart(id="Baik", en="Baik (en)"))
    recompute_result(msgspec.structs.replace(silent, index=named), base, rules)
