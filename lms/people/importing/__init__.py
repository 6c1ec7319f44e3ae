"""People from a CSV file: read, judged, kept until somebody decides, written."""
