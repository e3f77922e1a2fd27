"""What an editor's text is worked on with: where its names are, and how it is mended and merged."""
