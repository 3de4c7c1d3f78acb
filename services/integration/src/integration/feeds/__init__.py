"""What regional applications push, as it comes."""
