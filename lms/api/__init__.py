"""The door for programs: JSON, with the permissions of the pages."""
