"""Rules of editions, periods and refusals."""
