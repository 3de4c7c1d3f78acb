"""The CloudEvents 1.0 envelope in Kafka's binary mode: attributes in headers, data in the body."""

from typing import ClassVar

import msgspec

SPEC_VERSION = b"1.0"
CONTENT_TYPE = b"application/json"


class Header:
    """Names of the Kafka headers of every event."""

    SPEC_VERSION = "ce_specversion"
    ID = "ce_id"
    TYPE = "ce_type"
    SOURCE = "ce_source"
    TIME = "ce_time"
    SUBJECT = "ce_subject"
    CONTENT_TYPE = "content-type"
    TRACEPARENT = "traceparent"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every event: a fact of the past that carries what its consumers need.

    A class is one version of one type. `TYPE` is `<service>.<subject>.<past participle>.v<N>`.
    """

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]

    @property
    def key(self) -> str:
        """Return the Kafka key: events of one key keep their order."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """Return what the event is about, for the `ce_subject` header."""
        return self.key

    def upcast(self) -> "Event":
        """Return the same event in the next version of its type; only an old version has one."""
        raise NotImplementedError
