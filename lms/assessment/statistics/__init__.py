"""Item statistics: how questions behave, over first attempts of many people; never one person's answers."""
