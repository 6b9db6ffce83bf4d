"""The made-up county and its made-up authorities: for development, demonstrations and tests."""
