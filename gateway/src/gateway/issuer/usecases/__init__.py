"""What the issuer does."""
