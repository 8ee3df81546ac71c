"""The worker: follows the record through one ordered list of steps, then delivers what is due."""
