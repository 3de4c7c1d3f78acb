"""Reorganisations: agencies are renamed, moved, merged, split and closed from a day on."""
