"""Packages, keys, workbooks, chains, and the ministry's own results."""
