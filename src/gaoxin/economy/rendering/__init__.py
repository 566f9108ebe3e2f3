"""From the report card to what can be sent: Word, PDF, and a bundle that a stranger can compute again."""
