"""Agencies as this service knows them, and which of them a token reaches."""
