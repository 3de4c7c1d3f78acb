"""Pemalang: an evaluation from planning to the report, with all who take part in it."""
