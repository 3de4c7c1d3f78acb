"""Where finished spans go: a collector, or a file with one JSON object per line."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from kit.settings import AppSettings

_FLUSH_MS: Final = 400


class FileExporter(SpanExporter):
    """Appends spans to a file, one write per batch, so that several processes can share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        lines = "".join(f"{span.to_json(indent=None)}\n" for span in spans)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, lines.encode())
        finally:
            os.close(descriptor)
        return SpanExportResult.SUCCESS


def provider(settings: AppSettings) -> TracerProvider:
    made = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(float(settings.trace_sample_ratio))),
        resource=Resource({"service.name": f"tolok-{settings.service_name}"}),
    )
    exporters: list[SpanExporter] = []
    if settings.otlp_endpoint is not None:
        exporters.append(OTLPSpanExporter(endpoint=settings.otlp_endpoint))
    if settings.span_file is not None:
        exporters.append(FileExporter(settings.span_file))
    for exporter in exporters:
        made.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_FLUSH_MS))
    return made
