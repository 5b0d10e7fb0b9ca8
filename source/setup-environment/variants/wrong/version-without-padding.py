# mistake: tuples of different lengths: 2.14 is older than 2.14.0
# fails: q1_padding q1_suffix
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        leading = re.match(r"\d+(\.\d+)*", version)
        if not leading:
            raise ValueError(version)
        return tuple(int(n) for n in leading.group().split("."))
    return numbers(found) >= numbers(minimum)
