"""HTTP in: the document and the page, with their examples."""
