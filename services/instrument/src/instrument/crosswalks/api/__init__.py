"""Crosswalks over HTTP."""
