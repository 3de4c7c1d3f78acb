"""The pure rules of scoring: what levels and facts add up to."""
