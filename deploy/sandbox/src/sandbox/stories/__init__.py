"""`tolok story`: an evaluation as the people of a region run it, from step to step."""
