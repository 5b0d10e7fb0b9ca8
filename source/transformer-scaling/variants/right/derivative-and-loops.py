# route: Lagrange: the zero of the derivative by Newton's method; sums in plain Python
# %% q1a
def train_flops(N, D):
    forward = 2.0 * np.asarray(N) * np.asarray(D, dtype=np.float64)
    backward = 2 * forward
    return forward + backward

# %% q2
def fit_power_law(n, loss):
    x = [math.log(value) for value in n]
    y = [math.log(value) for value in loss]
    m = len(x)
    mean_x, mean_y = sum(x) / m, sum(y) / m
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / sum((a - mean_x) ** 2 for a in x)
    return math.exp(mean_x - mean_y / slope), -slope

# %% q4
def compute_optimal(C, E, A, B, alpha, beta):
    # at the optimum alpha * A / N**alpha = beta * B / D**beta; in u = ln N both logarithms are lines
    def excess(u):
        return math.log(alpha * A) - alpha * u - (math.log(beta * B) - beta * (math.log(C / 6) - u))

    u = 20.0
    for _ in range(5):
        u += excess(u) / (alpha + beta)
    N, D = math.exp(u), math.exp(math.log(C / 6) - u)
    return N, D, E + A * N ** (-alpha) + B * D ** (-beta)

# %% q5
def isoflop_exponent(runs):
    N_opt = dict.fromkeys(runs)
    for C, pair in runs.items():
        x, y = np.log(pair[0]), np.asarray(pair[1])
        c0, c1, c2 = np.polynomial.polynomial.polyfit(x, y, 2)
        N_opt[C] = math.exp(-c1 / c2 / 2)
    points = [(math.log(C), math.log(N)) for C, N in N_opt.items()]
    x_mean = sum(x for x, _ in points) / len(points)
    y_mean = sum(y for _, y in points) / len(points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / sum((x - x_mean) ** 2 for x, _ in points), N_opt
