"""JSON lines on standard output: event name in snake_case, fields, trace; no personal data."""

import logging
import sys
from typing import Final

import msgspec
import structlog
from opentelemetry import trace
from structlog.typing import EventDict, Processor, WrappedLogger

from kit.settings import AppSettings

# Values under these names never reach a log, whoever passes them.
_PRIVATE: Final = frozenset(
    {
        "authorization",
        "body",
        "cookie",
        "email",
        "full_name",
        "nik",
        "nip",
        "password",
        "phone",
        "secret",
        "subject",
        "token",
    }
)
_NOISY: Final = ("aiokafka", "httpx", "httpcore", "asyncio", "alembic")


def get_logger() -> structlog.stdlib.BoundLogger:
    """Return a logger: `get_logger().info("batch_applied", records=12)`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger()
    return logger


def set_up_logs(settings: AppSettings) -> None:
    """Send everything, the standard library's loggers included, through one JSON renderer."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Service(settings.service_name),
        _add_trace,
        structlog.processors.format_exc_info,
        _hide_private,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_to_json),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Service:
    """Adds the service's name to every line."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = self._name
        return event


def _add_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
    return event


def _hide_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name in event.keys() & _PRIVATE:
        event[name] = "hidden"
    return event


def _to_json(event: EventDict, **_options: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
