# mistake: an equal version is not new enough
# fails: q1_example q1_order q1_padding q1_suffix
# %% q1
def version_at_least(found, minimum):
    def numbers(version):
        leading = re.match(r"\d+(\.\d+)*", version)
        if not leading:
            raise ValueError(version)
        return ([int(n) for n in leading.group().split(".")] + [0, 0, 0, 0])[:4]
    return numbers(found) > numbers(minimum)
