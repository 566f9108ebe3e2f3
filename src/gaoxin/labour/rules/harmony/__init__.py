"""Harmony at work: signals of unpaid wages, bookings, legal aid, the self-check."""
