"""One description of the whole API: the merged OpenAPI document and a page that shows it."""
