"""Who may do what with survey data (统计法 28: for statistics only)."""
