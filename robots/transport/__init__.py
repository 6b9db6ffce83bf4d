"""The ways to the authorities: mutual TLS with retries by error class, safe XML, X-Road.

Nothing here knows a source's own messages: those stand in the sources' rooms.
"""
