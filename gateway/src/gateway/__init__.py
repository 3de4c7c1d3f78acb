"""Who may ask: authentication, routing, live stream."""
