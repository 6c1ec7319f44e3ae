"""Skills: seen and signed, rated, and what follows from both."""
