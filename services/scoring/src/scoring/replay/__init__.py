"""All scores again, from the topics: the command `scoring replay`."""
