"""HTTP in: the stream's route, and how many streams are open."""
