"""The command `scoring replay`: all scores again, from the topics."""
