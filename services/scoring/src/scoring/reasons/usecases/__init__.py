"""Explain a node, trace it to its sources, trace a record forwards."""
