"""The two topics the stream knows: their newest events in memory, older ones read from Kafka."""
