"""Files, and an author's text in them: words with their places, and what is wrong with them."""
