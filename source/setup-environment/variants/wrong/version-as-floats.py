# mistake: major and minor number as one decimal number
# fails: q1_order q1_padding q1_suffix
# %% q1
def version_at_least(found, minimum):
    def number(version):
        return float(".".join(version.split(".")[:2]))
    return number(found) >= number(minimum)
