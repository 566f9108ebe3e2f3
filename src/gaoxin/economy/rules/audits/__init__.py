"""Rules of 数据与数字审核 audits of figures and tables."""
