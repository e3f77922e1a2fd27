"""What the page shows beside the text: each pane a module, found by being in this folder."""
