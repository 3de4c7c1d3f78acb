"""Writes docs/telemetry.md from the source: `python -m tests.pages.telemetry FOLDER …`.

Metrics are the calls of Counter, Gauge, Histogram and Summary; spans are the calls of
`kit.observe.span`. What is computed in a span's name appears in braces.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

_KINDS: Final = frozenset({"Counter", "Gauge", "Histogram", "Summary"})
_PREFIX: Final = "tolok_"
_HEAD: Final = """\
# Telemetry

Metrics, traces and logs of every process. The names are an interface, because dashboards, alerts
and `tolok trace` use them. `make pages` writes this page from the source; a test compares both.

- **Metrics**: `/metrics` of every API (its port) and every worker (its metrics port), Prometheus
  text format. Labels have a fixed set of values; a route is a template, not the requested address.
- **Traces**: W3C `traceparent` from HTTP through the outbox row and the Kafka header to the
  consumer. A batch is one span with a link to every message's trace. Spans go to an OTLP/HTTP
  collector, or to a file, one JSON line for each span, as OpenTelemetry's
  `ReadableSpan.to_json` writes it.
- **Logs**: JSON lines on standard output with `event`, `level`, `timestamp`, `service`, and
  `request_id` and `trace_id` if there are any; no personal data.
"""


class Metric(NamedTuple):
    """A metric as it is declared."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str


class Declarations(NamedTuple):
    """What one module declares."""

    module: str
    metrics: tuple[Metric, ...]
    spans: tuple[str, ...]


def read(folders: Iterable[Path]) -> list[Declarations]:
    """Return the declarations of all modules below the folders that have any, by module."""
    found = [
        _declarations(folder, path) for folder in folders for path in sorted(folder.rglob("*.py"))
    ]
    return sorted(one for one in found if one.metrics or one.spans)


def render(found: Iterable[Declarations]) -> str:
    """Return the page."""
    known = list(found)
    lines = [_HEAD, "## Metrics\n", "| metric | kind | labels | meaning |", "|---|---|---|---|"]
    for metric in sorted(metric for one in known for metric in one.metrics):
        labels = ", ".join(f"`{label}`" for label in metric.labels)
        lines.append(f"| `{metric.name}` | {metric.kind} | {labels} | {metric.meaning} |")
    lines += [
        "",
        "## Spans\n",
        "| span | made in |",
        "|---|---|",
        "| `{method} {route}` | every API |",
    ]
    spans = sorted((span, one.module) for one in known for span in one.spans)
    lines += [f"| `{span}` | `{module}` |" for span, module in spans]
    return "\n".join(lines) + "\n"


def _declarations(folder: Path, path: Path) -> Declarations:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    module = ".".join(path.relative_to(folder).with_suffix("").parts)
    return Declarations(module, tuple(_metrics(calls)), tuple(_spans(calls)))


def _metrics(calls: Iterable[ast.Call]) -> Iterator[Metric]:
    for call in calls:
        kind = _called(call)
        if kind not in _KINDS or not (call.args and _text(call.args[0]).startswith(_PREFIX)):
            continue
        name, meaning, *rest = [ast.literal_eval(argument) for argument in call.args]
        labels = tuple(rest[0]) if rest else ()
        if kind == "Counter":
            name = name.removesuffix("_total") + "_total"
        yield Metric(name, kind.lower(), labels, meaning)


def _spans(calls: Iterable[ast.Call]) -> Iterator[str]:
    for call in calls:
        if _called(call) == "span" and call.args:
            yield _text(call.args[0])


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _text(node: ast.expr) -> str:
    """Return a literal as it is, and what is computed as its last name in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return "{" + ast.unparse(inner).rpartition(".")[2] + "}"


def main(arguments: list[str]) -> None:
    """Print the page for the folders named on the command line."""
    sys.stdout.write(render(read(Path(name) for name in arguments)))


if __name__ == "__main__":
    main(sys.argv[1:])
