"""What several of the citizen's pages share: how a refusal is told, and the form of a lost link."""
