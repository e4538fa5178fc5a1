"""How the tables came to be: `versions` holds a file a revision."""
