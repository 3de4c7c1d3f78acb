"""The shape of documents as JSON and YAML."""
