import json
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from kit.observe import _tracing as telemetry
from kit.observe._span_export import provider
from kit.settings import AppSettings

REMOTE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
OTHER = "00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01"


@pytest.fixture
def span_file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "spans.jsonl"


@pytest.fixture
def tracing(
    settings: AppSettings, span_file: Path, monkeypatch: pytest.MonkeyPatch
) -> TracerProvider:
    made = provider(settings.model_copy(update={"span_file": span_file}))
    monkeypatch.setattr(telemetry, "_tracer", made.get_tracer("tolok"))
    return made


def spans(tracing: TracerProvider, span_file: Path) -> list[dict[str, object]]:
    tracing.shutdown()
    return [json.loads(line) for line in span_file.read_text().splitlines()]


def test_a_span_continues_the_trace_it_is_given(tracing: TracerProvider, span_file: Path) -> None:
    with telemetry.span("outer", traceparent=REMOTE, attributes={"rows": 3}):
        inside = telemetry.current_traceparent()
        with telemetry.span("inner", links=[OTHER, None, "nonsense"]):
            pass

    inner, outer = spans(tracing, span_file)
    assert outer["parent_id"] == "0xb7ad6b7169203331"
    assert outer["context"]["trace_id"] == "0x0af7651916cd43dd8448eb211c80319c"  # type: ignore[index] # JSON
    assert outer["attributes"] == {"rows": 3}
    assert outer["resource"]["attributes"] == {"service.name": "tolok-shop"}  # type: ignore[index] # JSON
    assert inner["parent_id"] == outer["context"]["span_id"]  # type: ignore[index] # JSON
    assert [link["context"]["span_id"] for link in inner["links"]] == ["0xc7ad6b7169203331"]  # type: ignore[attr-defined] # JSON
    assert inside is not None
    assert inside.startswith("00-0af7651916cd43dd8448eb211c80319c-")


def test_a_broken_block_is_seen_in_its_span(tracing: TracerProvider, span_file: Path) -> None:
    with pytest.raises(KeyError), telemetry.span("broken"):
        raise KeyError("x")

    (broken,) = spans(tracing, span_file)
    assert broken["status"]["status_code"] == "ERROR"  # type: ignore[index] # JSON


def test_an_unsampled_parent_makes_no_spans(tracing: TracerProvider, span_file: Path) -> None:
    with telemetry.span("quiet", traceparent=REMOTE[:-2] + "00"):
        pass
    tracing.shutdown()

    assert not span_file.exists()


@pytest.mark.parametrize(
    "bad", ["", "00-0-0-00", "ff" + REMOTE[2:], "00-" + "0" * 32 + REMOTE[35:]]
)
def test_a_bad_traceparent_starts_a_new_trace(
    tracing: TracerProvider, span_file: Path, bad: str
) -> None:
    with telemetry.span("fresh", traceparent=bad):
        pass

    (fresh,) = spans(tracing, span_file)
    assert fresh["parent_id"] is None


def test_outside_of_any_span_there_is_no_traceparent() -> None:
    assert telemetry.current_traceparent() is None


def test_without_a_place_to_send_spans_nothing_is_set_up(settings: AppSettings) -> None:
    before = trace.get_tracer_provider()

    telemetry.set_up_traces(settings)

    assert trace.get_tracer_provider() is before


def test_a_span_that_is_forgotten_is_not_exported(tracing: TracerProvider, span_file: Path) -> None:
    with telemetry.span("kept"), telemetry.span("forgotten") as looked:
        telemetry.forget_span(looked)
        assert telemetry.current_traceparent() is not None
    with pytest.raises(KeyError), telemetry.span("failed"):
        raise KeyError("x")

    assert [span["name"] for span in spans(tracing, span_file)] == ["kept", "failed"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("access_token=eyJh&agency=9901", "access_token=hidden&agency=hidden"),
        ("eyJhbGciOi.eyJ", "hidden=hidden"),
        ("a=&b", "a=hidden&b=hidden"),
    ],
)
def test_no_value_of_a_query_stays_in_a_span(
    tracing: TracerProvider, span_file: Path, query: str, shown: str
) -> None:
    with telemetry.span("request", attributes={"url.query": query}):
        telemetry.hide_query()
    (made,) = spans(tracing, span_file)

    assert made["attributes"] == {"url.query": shown}


def test_a_span_without_a_query_stays_as_it_is(tracing: TracerProvider, span_file: Path) -> None:
    telemetry.hide_query()  # no span at all
    with telemetry.span("request", attributes={"rows": 1}):
        telemetry.hide_query()
    (made,) = spans(tracing, span_file)

    assert made["attributes"] == {"rows": 1}
