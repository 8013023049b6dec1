"""How do publishers' files get in? Each connector reads what its publisher ships, checks it, and stores it whole."""
