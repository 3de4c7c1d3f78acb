"""What is due to agencies, who took note of it, and the rules that say so."""
