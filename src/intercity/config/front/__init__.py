"""The ASGI front: spools requests, calls Django in a few threads, sends pages, files and live streams."""
