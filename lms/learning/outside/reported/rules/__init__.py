"""How a file of reported completions is read and judged, and what a report is called. Pure: standard library only."""
