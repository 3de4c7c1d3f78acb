"""Records: what a row of a source means, in the terms of the field, with every version."""
