"""What a link is, and when an indicator that rests on links is at risk."""
