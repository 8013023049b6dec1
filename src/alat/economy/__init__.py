"""What would change? Trade, prices and real income when trade costs change."""
