"""How does freight move? Lanes between two countries with their cost, hours, emissions and parties."""
