"""HTTP out: requests to the services and their answers."""
