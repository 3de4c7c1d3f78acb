"""Where plan, budget and accountability disagree, and how much of the money is joined."""
