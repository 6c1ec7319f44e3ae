"""How a file of people is read and judged. Pure: standard library only, no clock, no database."""
