"""What somebody works with who writes rules or advises: for every face alike."""
