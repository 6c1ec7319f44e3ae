"""Labs as their files hold them: the keys they share, and one reader for each kind."""
