"""Signatures: who signed which exact document, with which role, and when."""
