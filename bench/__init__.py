"""Is it fast?"""
