"""The simulated source systems of the sample region, over HTTP."""
