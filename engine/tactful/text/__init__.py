"""An author's text: words with their places, and what is wrong with them."""
