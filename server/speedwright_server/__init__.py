"""The front ends of Speedwright: the language server and the command line."""
