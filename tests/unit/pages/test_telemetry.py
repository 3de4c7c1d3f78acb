from pathlib import Path

from tests.pages.telemetry import read, render

SOURCE = """
from collections import Counter as Tally
from prometheus_client import Counter, Histogram
from kit.observe import span

_A = Counter("tolok_a", "As.", ("kind",))
_B = Histogram("tolok_b_seconds", "Bs.", buckets=(1, 2))
tally = Counter(x for x in "abc")

def work(request, group):
    with span("work"), span(f"{request.method} {group}"):
        pass
"""


def test_the_page_lists_what_is_declared(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "metrics.py").write_text(SOURCE)
    (tmp_path / "shop" / "quiet.py").write_text("x = 1\n")

    (found,) = read([tmp_path])
    page = render([found])

    assert found.module == "shop.metrics"
    assert "| `tolok_a_total` | counter | `kind` | As. |" in page
    assert "| `tolok_b_seconds` | histogram |  | Bs. |" in page
    assert "| `work` | `shop.metrics` |" in page
    assert "| `{method} {group}` | `shop.metrics` |" in page
    assert len(found.metrics) == 2
