"""From text to syntax tree: names, tokens, grammar, nodes. Not the meaning of the nodes (`running`)."""
