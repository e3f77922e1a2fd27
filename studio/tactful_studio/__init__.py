"""The studio: one page on this machine where rules are written, tried and proven."""
