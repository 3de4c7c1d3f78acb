"""Records, topics and brokers: what is asked of a broker, and Apache Kafka that does it."""

from kit.messaging._broker import (
    Broker,
    BrokerError,
    ConsumerClient,
    OffsetOutOfRangeError,
    Producer,
    RebalanceListener,
    Record,
    SendError,
    TopicPartition,
    columns_of,
)
from kit.messaging._kafka import KafkaBroker

__all__ = [
    "Broker",
    "BrokerError",
    "ConsumerClient",
    "KafkaBroker",
    "OffsetOutOfRangeError",
    "Producer",
    "RebalanceListener",
    "Record",
    "SendError",
    "TopicPartition",
    "columns_of",
]
