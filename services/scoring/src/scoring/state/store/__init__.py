"""The tables that scores are made of, and what a worker keeps of them in memory."""
