"""What organisations want to be answered at an event: asked before it, and supported by others."""
