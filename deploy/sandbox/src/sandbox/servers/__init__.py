"""PostgreSQL and Apache Kafka, each from its own package and in a folder of its own."""
