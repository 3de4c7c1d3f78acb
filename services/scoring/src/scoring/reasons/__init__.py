"""Why a score is what it is: explanations, lineages, effects of a source's record."""
