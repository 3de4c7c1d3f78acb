from prometheus_client import REGISTRY

from kit.consumer import _metrics as pipeline_metrics


def test_no_dead_letters_are_a_zero_that_an_alert_can_start_from() -> None:
    labels = {"group": "quiet", "topic": "integration.fact"}
    assert REGISTRY.get_sample_value("tolok_dead_letters_total", labels) is None

    pipeline_metrics.watch_dead_letters("quiet", ["integration.fact"])

    assert REGISTRY.get_sample_value("tolok_dead_letters_total", labels) == 0
