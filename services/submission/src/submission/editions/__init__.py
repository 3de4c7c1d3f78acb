"""Editions as this service knows them: which indicators there are and what levels they take."""
