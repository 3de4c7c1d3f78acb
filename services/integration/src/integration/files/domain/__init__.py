"""Rules of dropped files: headings, numbers, months, totals."""
