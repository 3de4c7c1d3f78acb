"""The performance of an agency in a month or quarter: its account, and how the period closes."""
