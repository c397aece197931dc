"""How much of what looks direct was sent in private: the survey, the model that spares answers, and what corrects both."""
