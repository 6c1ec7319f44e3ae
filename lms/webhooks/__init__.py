"""Telling the programs of an organisation what happened: addresses, signed deliveries and their log."""
