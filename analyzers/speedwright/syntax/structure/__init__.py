"""What can be told of any language from the kinds of nodes that its file in `languages/` names."""
