"""Rules of 企业报表 enterprise reports."""
