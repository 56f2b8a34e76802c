"""The vocabulary that the interpreter and the libraries share: values, sites, facts, and the protocols between them."""
