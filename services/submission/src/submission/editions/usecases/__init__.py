"""What is done with editions, one verb per file."""
