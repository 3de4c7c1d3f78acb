"""Rules of facts: what the records of each system say, and how a state follows another."""
