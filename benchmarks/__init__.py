"""Speed as ratios within one run: ours against a yardstick on the same machine at the same moment."""
