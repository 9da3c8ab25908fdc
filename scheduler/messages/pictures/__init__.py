"""Pictures that citizens sent, fetched beside the worker that sends."""
