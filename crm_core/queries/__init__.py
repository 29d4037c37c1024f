"""What the pages ask of the built tables: one file a page, one function a question."""
