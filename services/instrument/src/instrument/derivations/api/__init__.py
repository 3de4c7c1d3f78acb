"""Derivation sets over HTTP."""
