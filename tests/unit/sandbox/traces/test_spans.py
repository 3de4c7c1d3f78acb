import json
from pathlib import Path
from typing import Any

from sandbox.traces.spans import find_trace, latest_score, parents, read_spans
from sandbox.traces.waterfall import arrange


def _line(
    trace: str,
    span: str,
    name: str,
    *,
    parent: str | None = None,
    links: tuple[tuple[str, str], ...] = (),
    at: int = 0,
) -> str:
    written: dict[str, Any] = {
        "name": name,
        "context": {"trace_id": f"0x{trace}", "span_id": f"0x{span}"},
        "parent_id": f"0x{parent}" if parent else None,
        "start_time": f"2026-01-01T00:00:00.{at:03}000Z",
        "end_time": f"2026-01-01T00:00:00.{at + 1:03}000Z",
        "status": {"status_code": "UNSET"},
        "attributes": {},
        "links": [{"context": {"trace_id": f"0x{t}", "span_id": f"0x{s}"}} for t, s in links],
    }
    return json.dumps(written)


def _store(home: Path, **files: list[str]) -> None:
    folder = home / "spans"
    folder.mkdir()
    for name, lines in files.items():
        path = folder / f"{name.replace('_', '-')}.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _chain(home: Path) -> None:
    """A source's record, a score in a batch with another trace, and what follows from the score."""
    _store(
        home,
        integration_worker=[
            _line("a", "a1", "source sync", at=0),
            _line("a", "a2", "source request", parent="a1", at=1),
            _line("b", "b1", "PUT answer", at=2),
        ],
        scoring_worker=[_line("c", "c1", "scoring batch", links=(("a", "a1"), ("b", "b1")), at=5)],
        gateway=[_line("d", "d1", "stream batch", links=(("c", "c1"),), at=8)],
    )


def test_a_trace_goes_on_through_the_batches_that_link_to_it(tmp_path: Path) -> None:
    _chain(tmp_path)
    found = find_trace(read_spans(tmp_path), "a")
    assert [span.span_id for span in found] == ["a1", "a2", "c1", "d1"]


def test_a_linked_span_hangs_below_its_cause(tmp_path: Path) -> None:
    _chain(tmp_path)
    found = find_trace(read_spans(tmp_path), "a")
    assert parents(found) == {"a2": "a1", "c1": "a1", "d1": "c1"}
    assert [(row.span.span_id, row.depth) for row in arrange(found)] == [
        ("a1", 0),
        ("a2", 1),
        ("c1", 1),
        ("d1", 2),
    ]


def test_the_latest_score_is_traced_to_its_source(tmp_path: Path) -> None:
    _chain(tmp_path)
    assert latest_score(read_spans(tmp_path)) == "a"


def test_without_a_score_there_is_no_latest(tmp_path: Path) -> None:
    _store(tmp_path, gateway=[_line("a", "a1", "GET scores")])
    assert latest_score(read_spans(tmp_path)) is None


def test_an_ambiguous_or_unknown_beginning_finds_nothing(tmp_path: Path) -> None:
    _store(tmp_path, gateway=[_line("ab", "1", "x"), _line("ac", "2", "y")])
    spans = read_spans(tmp_path)
    assert find_trace(spans, "a") == []
    assert find_trace(spans, "f") == []
    assert len(find_trace(spans, "AB")) == 1


def test_many_equal_siblings_are_one_row(tmp_path: Path) -> None:
    pages = [_line("a", f"p{i}", "source request", parent="a1", at=i) for i in range(1, 10)]
    _store(tmp_path, integration_worker=[_line("a", "a1", "source sync"), *pages])
    rows = list(arrange(read_spans(tmp_path)))
    assert [(row.span.name, row.count) for row in rows] == [
        ("source sync", 1),
        ("source request", 9),
    ]


def test_a_line_cut_off_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    _store(tmp_path, gateway=[_line("a", "a1", "x"), '{"name": "y", "con'])
    assert [span.name for span in read_spans(tmp_path)] == ["x"]
