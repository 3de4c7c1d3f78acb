"""Assessments: the levels that people decide for an agency, as answers and at the stages."""
