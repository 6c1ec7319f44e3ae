"""What is kept after a certificate: complaints, consents, surveys, holds, tombstones."""
