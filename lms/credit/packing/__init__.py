"""The audit pack: what a board that audits an activity asks for, in one ZIP that is the same however often it is made."""
