"""Rules of leads: who sees which, stages and their exits, duplicates, the entry board, promises, costs. No database, no clock."""
