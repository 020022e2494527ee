"""Guidelines made of what people have: charts, decision tables and forms; reading them needs the extra ``import``."""
