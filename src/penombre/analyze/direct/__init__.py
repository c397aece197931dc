"""How much of what looks direct was sent in private: the survey, a model that spares answers, what corrects both."""
