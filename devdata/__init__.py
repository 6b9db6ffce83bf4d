"""What develops and shows the worker: a made-up county and the authorities' stand-ins."""
