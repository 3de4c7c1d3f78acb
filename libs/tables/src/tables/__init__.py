"""Tables that people fill in with a spreadsheet program: XLSX and CSV, in and out."""
