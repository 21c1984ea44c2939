from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FewerIterations(PBKDF2PasswordHasher):
    iterations = 50_000
