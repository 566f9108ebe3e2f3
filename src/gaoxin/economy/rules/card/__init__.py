"""Rules of 成绩单 report card."""
