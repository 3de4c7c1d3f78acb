"""Agencies, assessments, tracks and traces."""
