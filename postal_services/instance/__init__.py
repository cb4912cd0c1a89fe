"""One machine's instance of the house: its folders, secrets, embedded servers and the supervisor that keeps them alive.

Nothing here needs Django; the rooms never import it.
"""
