"""The commands, one file each; ``app.COMMANDS`` lists them."""
