"""A result that is judged names what has no level below it, and why it was left so."""

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

from contracts.events.assessment import Gap
from sandbox.commands import verify
from scoring.publication.domain.archive import read_archive
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.recompute import recompute_result
from scoring.publication.usecases.verify import verify_package
from scoring.publication.usecases.write_workbook import read_sheets
from scoring.results.domain.flaw import FlawFound
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import Content, read_record, write_record
from scoring.results.domain.signed import GapPart
from scoring.results.domain.told import told_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.component.scoring.conftest import Service

WHY = "Belum ada dokumen dari bagian hukum."
NOTE = {
    "id": "70 % bobot mempunyai tingkat. Belum ada tingkat (1): 2.",
    "en": "70 % of the weight has a level. Without a level (1): 2.",
}


async def published(
    service: Service, bearer: Callable[..., dict[str, str]], **levels: str
) -> tuple[Any, bytes]:
    """Publish these levels, of which submission told why 2 and 13 are open."""
    edition = spared()
    edition = msgspec.structs.replace(edition, content_hash=content_hash(edition))
    await service.worker().apply(edition, documents(floors=None)[1], *agencies(), opened())
    await service.worker().apply(
        *(
            decided(code[1:], level, revision=at)
            for at, (code, level) in enumerate(levels.items(), 2)
        )
    )
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    gaps = (
        Gap(indicator_code="13", reason="Menunggu."),
        Gap(indicator_code="2", reason=WHY),
    )
    made = await publish(service, gaps=gaps)
    return made, (await service.api.get(f"/results/{SPBE}/1/package")).content


async def test_what_has_no_level_is_named_wherever_the_result_is_shown(
    service: Service,
    bearer: Callable[..., dict[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made, package = await published(service, bearer, i1="4", i13="3")
    (listed,) = (await got(service, "/results"))["items"]
    whole = await got(service, f"/scores/{SPBE}")
    (track,) = (each for each in whole["tracks"] if each["track"] == "published")
    (point,) = (await got(service, "/scores/series/9901", instrument="spbe"))["items"]

    assert made["predicate"] is not None
    for view in (made, listed, track):
        assert (view["missing"], view["inapplicable"]) == (["2"], [])
        assert (view["level_share"], view["coverage"]) == ("0.7", "0.7")
        assert (view["note"], view["not_judged"]) == (NOTE, None)
    assert (point["missing"], point["inapplicable"]) == (["2"], [])
    assert (point["coverage"], point["note"]) == ("0.7", None)
    assert (await got(service, f"/results/{SPBE}/1/verify"))["note"] == NOTE

    record = verify_package(package, {KEY.public.key_id: KEY.public}).record
    assert record.format_version == 4
    files = read_archive(package)
    readme = files["README.txt"].decode()
    assert readme.startswith(NOTE["id"])
    assert f"2: {WHY}" in readme
    sheets = read_sheets(files["breakdown.xlsx"], file="x")
    rows = dict(row[:2] for row in sheets["ringkasan"] if len(row) > 1)
    assert rows["tanpa tingkat / without a level"] == "2"
    assert sheets["tanpa tingkat"][1:] == [["2", WHY]]
    assert json.loads(files["breakdown.json"])["without_level"]["missing"] == ["2"]
    assert json.loads(files["evidence.json"])["gaps"] == [{"indicator_code": "2", "reason": WHY}]

    file = tmp_path / "paket.zip"
    file.write_bytes(package)
    assert verify.run(str(file), key=None) == 0
    said = capsys.readouterr().out
    for told in (NOTE["id"], NOTE["en"], WHY, "cakupan / coverage", "70 %"):
        assert told in said


async def test_what_does_not_apply_is_named_as_well(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    made, _ = await published(service, bearer, i1="4", i13="3", i2="n/a")
    assert (made["missing"], made["inapplicable"]) == ([], ["2"])
    assert made["note"]["id"] == "70 % bobot mempunyai tingkat. Tidak berlaku, n/a (1): 2."


async def test_a_result_of_which_all_has_a_level_says_nothing(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    """Its record is what it always was."""
    made, package = await published(service, bearer, i1="4", i13="3", i2="5")
    assert (made["missing"], made["inapplicable"], made["note"]) == ([], [], None)
    record = read_record(read_archive(package)["result.json"])
    assert record.format_version == 2
    assert b'"gaps"' not in write_record(record)


async def test_the_reasons_stand_in_a_result_that_is_not_judged(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    made, package = await published(service, bearer, i1="4")
    assert (made["predicate"], made["missing"]) == (None, ["2", "13"])
    record = read_record(read_archive(package)["result.json"])
    assert [gap.indicator_code for gap in record.content.submission.told_gaps] == ["13", "2"]
    assert record.format_version == 4


async def test_a_lie_about_what_has_no_level_is_a_flaw(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    _, package = await published(service, bearer, i1="4", i13="3")
    files = read_archive(package)
    base, rules = json.loads(files["edition.json"]), json.loads(files["derivations.json"])
    content = read_record(files["result.json"]).content
    part = content.without_level
    assert part is not None

    def told(**other: Any) -> Content:
        changed = msgspec.structs.replace(part, **other)
        return msgspec.structs.replace(content, without_level=changed)

    recompute_result(content, base, rules)
    gap = GapPart(indicator_code="1", reason=WHY)
    held = msgspec.structs.replace(content.submission, gaps=(gap,))
    for field, lie in (
        ("without_level.missing", told(missing=())),
        ("without_level.inapplicable", told(inapplicable=("2",))),
        ("without_level.level_share", told(level_share="1")),
        ("without_level.note", told(note=TextPart(id="Lengkap.", en="Whole."))),
        ("submission.gaps[0].indicator_code", msgspec.structs.replace(content, submission=held)),
    ):
        with pytest.raises(FlawFound) as found:
            recompute_result(lie, base, rules)
        assert found.value.flaw.field == f"content.{field}"


async def test_of_an_earlier_release_what_has_no_level_is_read_from_its_levels(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    _, package = await published(service, bearer, i1="4", i13="3")
    files = read_archive(package)
    base, rules = json.loads(files["edition.json"]), json.loads(files["derivations.json"])
    content = read_record(files["result.json"]).content
    old = msgspec.structs.replace(content, without_level=None)

    recompute_result(old, base, rules)
    told = told_of(old)
    assert (told.level_share, told.missing, told.inapplicable) == (None, ("2",), ())
    assert told.note == TextPart(id="Belum ada tingkat (1): 2.", en="Without a level (1): 2.")
