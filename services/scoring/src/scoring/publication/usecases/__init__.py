"""Publish, verify and check results; import and compare the ministry's own."""
