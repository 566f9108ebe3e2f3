"""Service of enterprises: caseload, first answers, early warning, return to work, the 3+3 ladder. Pure Python."""
