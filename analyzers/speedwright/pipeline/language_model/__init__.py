"""What the use cases have to do with a language model: asking, verifying, choosing, learning."""
