"""Published results as bytes: canonical records, signatures, packages and workbooks."""
