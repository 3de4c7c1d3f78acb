"""Rules of progress: what is counted, and of what people are reminded."""
