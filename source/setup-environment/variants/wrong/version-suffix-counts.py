# mistake: all numbers of the text, those of the suffix included
# fails: q1_suffix
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        if not version[:1].isdigit():
            raise ValueError(version)
        return ([int(n) for n in re.findall(r"\d+", version)] + [0] * 9)[:9]
    return numbers(found) >= numbers(minimum)
