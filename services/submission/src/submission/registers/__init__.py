"""Registers: the agencies of a subtree as a table, out as CSV or XLSX and in again."""
