"""Load what scores are made of, and check which agencies a token reaches."""
