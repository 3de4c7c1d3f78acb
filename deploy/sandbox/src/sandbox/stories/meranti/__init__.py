"""Meranti: SAKIP documents, the ministry's instructions, and values that do not improve."""
