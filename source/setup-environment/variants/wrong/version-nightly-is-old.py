# mistake: a text without a number counts as version 0 instead of raising ValueError
# fails: q1_suffix
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        leading = re.match(r"\d+(\.\d+)*", version)
        return ([int(n) for n in leading.group().split(".")] + [0, 0, 0, 0])[:4] if leading else [0] * 4
    return numbers(found) >= numbers(minimum)
