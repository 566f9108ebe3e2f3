"""Land: what a parcel must be, what it is worth, and which one fits a need. Pure functions; geometry in CGCS2000 (EPSG:4490)."""
