"""Sheets and pictures for print."""
