"""Loopback authorities that speak the real protocols and answer from the made-up people's files.

They share no code with the robots, so that what the robots say is judged by somebody else.
"""
