"""The Web API: `registry` knows the methods, `dispatch` runs one; the other modules are the methods by family."""
