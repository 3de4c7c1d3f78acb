"""Rules of accounts and of closing a period."""
