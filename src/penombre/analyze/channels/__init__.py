"""Which apps the landings without a source came through: lags after previews, visible twins, and the survey."""
