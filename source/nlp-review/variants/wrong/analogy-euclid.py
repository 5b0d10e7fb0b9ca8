# mistake: ranks by the Euclidean distance
# fails: q3_direction
# %% q3
def solve_analogy(E, a, b, d, n=1):
    target = np.asarray(E[a], dtype=float) - E[b] + E[d]
    words = [word for word in E if word not in (a, b, d)]

    def distance(word):
        return np.linalg.norm(E[word] - target)

    return sorted(words, key=distance)[:n]
