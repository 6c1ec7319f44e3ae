"""Completions of other courses as an import of the organisation reports them: not verified here, counting for nothing by themselves."""
