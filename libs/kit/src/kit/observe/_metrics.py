"""The page that shows all metrics of a process.

Every package has its metrics in a module `_metrics`, and every such module has the same shape:
private constants, public `record_…` functions, labels from closed sets, names that start with
`tolok_`. All names are listed in docs/telemetry.md.
"""

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST


def render() -> bytes:
    """Return all metrics of this process in the Prometheus text format."""
    return generate_latest(REGISTRY)
