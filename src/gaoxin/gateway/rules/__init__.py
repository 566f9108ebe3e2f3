"""What a token may cover, what a webhook may be told, and how it is signed. Pure Python."""
