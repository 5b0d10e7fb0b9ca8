# mistake: does not exclude the three given words
# fails: q3_excluded
# %% q3
def solve_analogy(E, a, b, d, n=1):
    target = np.asarray(E[a], dtype=float) - E[b] + E[d]
    words = [word for word in E]

    def distance(word):
        return 1 - np.dot(E[word], target) / (np.linalg.norm(E[word]) * np.linalg.norm(target))

    return sorted(words, key=distance)[:n]
