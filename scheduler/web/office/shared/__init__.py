"""What several capabilities of the office's pages share: names, words, plots."""
