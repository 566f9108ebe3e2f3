"""Figures read out of plain Chinese text by a general grammar of statistical prose, for a person to confirm."""
