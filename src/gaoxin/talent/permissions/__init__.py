"""Who may do what of talent: the zone's officer, whoever speaks for a firm or a school, and who reads."""
