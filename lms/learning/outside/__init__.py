"""Training done elsewhere: recorded by the learner, accepted by her supervisor, waiving named parts of a pathway."""
