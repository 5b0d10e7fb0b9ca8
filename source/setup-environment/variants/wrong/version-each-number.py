# mistake: wants every number to be at least as large as that of the minimum
# fails: q1_order q1_padding
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        leading = re.match(r"\d+(\.\d+)*", version)
        if not leading:
            raise ValueError(version)
        return ([int(n) for n in leading.group().split(".")] + [0, 0, 0, 0])[:4]
    return all(a >= b for a, b in zip(numbers(found), numbers(minimum)))
