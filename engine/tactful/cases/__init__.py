"""The finitely many values that between them stand for all that open facts can have."""
