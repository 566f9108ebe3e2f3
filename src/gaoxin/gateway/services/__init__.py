"""Making and ending tokens and webhooks, and telling webhooks what happened."""
