"""Rules of registers: what a row says, and where its agency stands."""
