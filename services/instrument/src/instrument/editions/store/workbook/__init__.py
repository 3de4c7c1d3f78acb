"""Editions as XLSX."""
