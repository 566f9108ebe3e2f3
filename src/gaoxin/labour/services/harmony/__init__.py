"""Acts of harmony: warning, booking, coordinating, checking."""
