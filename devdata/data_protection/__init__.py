"""Keeps the data protection officer's papers true: tables and picture made from what the program
goes by."""
