"""Links, their reviews, withdrawals of items, and what was told to be at risk."""
