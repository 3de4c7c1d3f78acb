"""The period of the sample: 2025 is complete; in 2026 the books are closed up to October."""

from datetime import timedelta, timezone

YEARS = (2025, 2026)
CLOSED_YEAR, CURRENT_YEAR = YEARS
BOOKED_MONTHS = {CLOSED_YEAR: 12, CURRENT_YEAR: 10}
REPORTED_QUARTERS = {CLOSED_YEAR: 4, CURRENT_YEAR: 3}

# The source systems write local times of western Indonesia, without a zone.
WIB = timezone(timedelta(hours=7), "WIB")
