"""A reading is one trace: from the request to the source to the event on the topic."""

from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from kit.observe import span

DISHUB = "2.15.01"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("kit.observe._tracing._tracer", provider.get_tracer("tolok"))
    return exporter


async def test_requests_and_events_carry_the_trace_of_their_reading(
    world: Any, spans: InMemorySpanExporter
) -> None:
    await world.register()
    await world.sync()
    await world.told()
    finished = spans.get_finished_spans()
    (root,) = [span for span in finished if span.name == "source sync"]
    assert root.parent is None
    requests = [span for span in finished if span.name == "source request"]
    assert len(requests) == len(world.fake.requests) == 4
    assert {span.parent.span_id for span in requests if span.parent} == {root.context.span_id}
    trace_id = f"{root.context.trace_id:032x}"
    sent = {request.headers["traceparent"].split("-")[1] for request in world.fake.requests}
    assert sent == {trace_id}
    (stored,) = [span for span in finished if span.name == "facts stored"]
    carried = {dict(record.headers)["traceparent"].decode() for record in world.seen}
    assert {traceparent[:53] for traceparent in carried} == {
        f"00-{trace_id}-{stored.context.span_id:016x}-"
    }


async def test_a_reading_that_finds_nothing_new_leaves_no_span(
    world: Any, spans: InMemorySpanExporter
) -> None:
    await world.register()
    await world.sync()
    spans.clear()
    assert await world.sync() == "succeeded"
    assert spans.get_finished_spans() == ()
    assert len({request.headers["traceparent"] for request in world.fake.requests[4:]}) == 4
    world.fake.find("konsultasi", DISHUB)["Status"] = 0
    await world.sync()
    names = sorted(span.name for span in spans.get_finished_spans())
    assert names == ["facts stored", "source request", "source sync"]


async def test_a_run_that_was_asked_for_is_linked_to_the_request(
    world: Any, api: Any, spans: InMemorySpanExporter
) -> None:
    await world.register()
    asked = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with span("asking", traceparent=asked):
        await api.post("/sources/planning/sync")
    await world.sync()
    (root,) = [span for span in spans.get_finished_spans() if span.name == "source sync"]
    assert [f"{link.context.trace_id:032x}" for link in root.links] == [asked.split("-")[1]]
