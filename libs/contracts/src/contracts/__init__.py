"""The events, topics and facts that Tolok's services speak of."""
