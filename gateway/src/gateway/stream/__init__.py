"""The live stream: one reader of the score topic, many subscribers."""
