"""Editions, as the events tell them: which indicators there are, and which levels they take."""
