"""What becomes of a certificate after it was issued: corrections with evidence, and revoking by two people."""
