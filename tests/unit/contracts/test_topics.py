from aiokafka.partitioner import murmur2
from hypothesis import given
from hypothesis import strategies as st

from contracts.topics import partition_for


@given(st.binary(max_size=200), st.integers(1, 64))
def test_partition_is_the_one_that_kafka_clients_choose(key: bytes, partitions: int) -> None:
    assert partition_for(key, partitions) == (murmur2(key) & 0x7FFFFFFF) % partitions


def test_text_and_bytes_keys_go_to_the_same_partition() -> None:
    assert partition_for("9901", 6) == partition_for(b"9901", 6)
