"""Rule sets that come with the release."""
