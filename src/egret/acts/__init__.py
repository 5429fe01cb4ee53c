"""The act machinery: subjects, cards, powers and guards asked, clocks, one entry for each act."""
