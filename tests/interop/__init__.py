"""Other people's verifiers judge the badges issued here."""
