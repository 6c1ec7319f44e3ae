"""What credit is given for: frozen versions, the people behind them, hours and designations."""
