"""States, approvals and consent over HTTP."""
