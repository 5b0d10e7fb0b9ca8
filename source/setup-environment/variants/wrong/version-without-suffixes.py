# mistake: int() of every part: 0-rc1 is no number
# fails: q1_suffix
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        return ([int(part) for part in version.split(".")] + [0, 0, 0, 0])[:4]
    return numbers(found) >= numbers(minimum)
