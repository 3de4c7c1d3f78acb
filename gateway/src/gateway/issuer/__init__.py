"""The sandbox's token issuer; in production an OIDC provider takes its place."""
