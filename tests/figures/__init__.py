"""The figure auditor: claims, intervals, and the reader of plain text."""
