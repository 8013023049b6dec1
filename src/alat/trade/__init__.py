"""What flows? Both reporters' trade between two countries, how far they differ, and what could be sold."""
