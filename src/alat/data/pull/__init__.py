"""How do publishers' files get in? Each connector fetches or reads what its publisher ships, and stores it whole."""
