"""Crosswalks: which indicators of a new edition take over the indicators of an old one."""
