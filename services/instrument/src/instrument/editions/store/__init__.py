"""Editions in the database, in documents and in workbooks."""
