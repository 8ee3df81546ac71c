"""A tiny Django site, only for tests of the front: it runs in processes that the tests start."""
