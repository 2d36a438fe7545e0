"""One small file per use case. Stages do not know each other; here they are composed."""
