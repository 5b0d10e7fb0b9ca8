# mistake: zip ends with the shorter version, so 2.14 is at least 2.14.1
# fails: q1_order q1_padding
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        leading = re.match(r"\d+(\.\d+)*", version)
        if not leading:
            raise ValueError(version)
        return [int(n) for n in leading.group().split(".")]
    for a, b in zip(numbers(found), numbers(minimum)):
        if a != b:
            return a > b
    return True
