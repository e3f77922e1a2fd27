"""What is wrong with a ruleset as a whole; each check a module in checks/."""
