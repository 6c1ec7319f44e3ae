"""A learner's way to credit: disclosure, evaluation, attestation, claim."""
