"""The library: documents that come with the release or from a region's folder."""
