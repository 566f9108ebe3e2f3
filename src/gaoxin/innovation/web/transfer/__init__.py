"""Pages of technology transfer: the enterprise on a phone, the university, the officer's desk, agreements."""
