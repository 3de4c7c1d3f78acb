"""Stages of assessments as people carry them through: submitted, returned, disputed, closed."""
