"""A module for each kind of FEEL value, with the built-in functions on it. Not the operators (`running`)."""
