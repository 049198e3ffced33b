"""An edition's tables in, tidy tables out: every definition stands here, no input, no output, no language."""
