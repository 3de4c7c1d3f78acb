"""What people do with the performance of a period."""
