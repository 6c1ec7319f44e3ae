"""Tokens with which a program asks on behalf of an account, and the answers of its writes."""
