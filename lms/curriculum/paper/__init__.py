"""A tool on paper: from its HTML to an outline, and from that to a PDF and to a Word document."""
