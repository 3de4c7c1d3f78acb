"""Karanganyar: a provisional index that arises by itself, beside the ministry's verified one."""
