"""What is read of a campaign, and what is made of it."""
