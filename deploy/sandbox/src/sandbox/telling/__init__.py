"""What a program shows of the running product: its tables, its texts, its own sandbox."""
