import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from kit.observe import get_logger, set_up_logs
from kit.settings import AppSettings


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # Whatever ran before in this process may have quietened it: a program starts without that.
    server = logging.getLogger("uvicorn.error")
    server.disabled, server.propagate, server.handlers[:] = False, True, []
    server.setLevel(logging.NOTSET)
    logging.getLogger("uvicorn").propagate = True
    logging.getLogger("uvicorn").setLevel(logging.NOTSET)
    logging.getLogger("uvicorn").handlers[:] = []
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_is_json_with_an_event_name(
    settings: AppSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(settings)

    with structlog.contextvars.bound_contextvars(request_id="r1"):
        get_logger().info("batch_applied", records=3)

    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "event": "batch_applied",
        "level": "info",
        "records": 3,
        "request_id": "r1",
        "service": "shop",
    }


def test_the_standard_librarys_loggers_write_the_same_way(
    settings: AppSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(settings)

    logging.getLogger("uvicorn.error").info("started on %s", "port 1")
    logging.getLogger("aiokafka").info("chatter")

    (line,) = lines(capsys)
    assert line["event"] == "started on port 1"


@pytest.mark.parametrize("name", ["password", "token", "authorization", "email", "nik", "subject"])
def test_personal_data_is_hidden(
    settings: AppSettings, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    set_up_logs(settings)

    get_logger().warning("refused", **{name: "s3cret"})

    assert lines(capsys)[0][name] == "hidden"


def test_an_exception_is_one_line(
    settings: AppSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(settings)

    try:
        int("x")
    except ValueError:
        get_logger().exception("broke")

    (line,) = lines(capsys)
    assert "ValueError" in str(line["exception"])


def test_what_is_below_the_level_is_not_written(
    settings: AppSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(settings.model_copy(update={"log_level": "ERROR"}))

    get_logger().info("quiet")

    assert lines(capsys) == []
