"""The topics, their partitions and retention, and the one function that chooses a partition."""

import msgspec

FOREVER_MS = -1
_DEAD_LETTER_SUFFIX = ".dlq"
_MASK = 0xFFFFFFFF
_MULTIPLIER = 0x5BD1E995
_SEED = 0x9747B28C
_SHIFT = 24


class Topic(msgspec.Struct, frozen=True):
    """A Kafka topic. Its partition count is fixed when it is made; it keeps everything."""

    name: str
    partitions: int
    retention_ms: int = FOREVER_MS


EDITION = Topic("instrument.edition", 1)
AGENCY = Topic("submission.agency", 1)
ASSESSMENT = Topic("submission.assessment", 6)
FOLLOWUP = Topic("submission.followup", 6)
FACT = Topic("integration.fact", 6)
SCORE = Topic("scoring.score", 6)

BUSINESS_TOPICS = (EDITION, AGENCY, ASSESSMENT, FOLLOWUP, FACT, SCORE)


def dead_letter(topic: str) -> str:
    """Return the name of the topic that takes the poison of `topic`."""
    return f"{topic}{_DEAD_LETTER_SUFFIX}"


TOPICS = {topic.name: topic for topic in BUSINESS_TOPICS} | {
    dead_letter(topic.name): Topic(dead_letter(topic.name), 1) for topic in BUSINESS_TOPICS
}


def partition_for(key: bytes | str, partitions: int) -> int:
    """Return the partition of `key`, as Kafka's default partitioner would choose it."""
    raw = key.encode() if isinstance(key, str) else key
    return (_murmur2(raw) & 0x7FFFFFFF) % partitions


def _murmur2(data: bytes) -> int:
    length = len(data)
    mixed = (_SEED ^ length) & _MASK
    whole = length & ~3
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start : start + 4], "little") * _MULTIPLIER & _MASK
        word = (word ^ (word >> _SHIFT)) * _MULTIPLIER & _MASK
        mixed = (mixed * _MULTIPLIER & _MASK) ^ word
    if tail := data[whole:]:
        mixed = (mixed ^ int.from_bytes(tail, "little")) * _MULTIPLIER & _MASK
    mixed = (mixed ^ (mixed >> 13)) * _MULTIPLIER & _MASK
    return mixed ^ (mixed >> 15)
