# mistake: computes b - a + d
# fails: q3_direction
# %% q3
def solve_analogy(E, a, b, d, n=1):
    target = np.asarray(E[b], dtype=float) - E[a] + E[d]
    words = [word for word in E if word not in (a, b, d)]

    def distance(word):
        return 1 - np.dot(E[word], target) / (np.linalg.norm(E[word]) * np.linalg.norm(target))

    return sorted(words, key=distance)[:n]
