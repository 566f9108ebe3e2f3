"""What the zone issues and what a stranger can check: licences, signed documents, seals, the licence vault.

Five words: licence 证照, seal 电子印章, signature 签名, vault 证照库, verification 核验.
"""
