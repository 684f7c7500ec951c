"""The rules, each a value beside the code that checks it; ``catalogue`` lists them all."""
