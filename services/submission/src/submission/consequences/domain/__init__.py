"""Rules of rewards and punishments: what they are, how they are read, and what they say."""
