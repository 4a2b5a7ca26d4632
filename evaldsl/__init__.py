"""evaldsl: the language of performance evaluation, and the tool that computes, explains and audits the result."""
