"""The sample region: an invented regency and two years of its data, made from a seed."""
