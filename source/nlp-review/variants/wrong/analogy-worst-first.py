# mistake: sorts by the cosine itself, the smallest first
# fails: q3_direction
# %% q3
def solve_analogy(E, a, b, d, n=1):
    target = np.asarray(E[a], dtype=float) - E[b] + E[d]
    words = [word for word in E if word not in (a, b, d)]

    def distance(word):
        return np.dot(E[word], target) / (np.linalg.norm(E[word]) * np.linalg.norm(target))

    return sorted(words, key=distance)[:n]
