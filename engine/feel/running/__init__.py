"""From syntax tree to closures, and what they do. Not the reading of text (`reading`)."""
