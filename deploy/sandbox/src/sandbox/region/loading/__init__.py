"""The region as requests to the public API, and the program that sends them."""
