"""Makes what the made-up county holds from the descriptions of its people."""
