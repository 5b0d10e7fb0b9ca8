# mistake: a negative axis is in no list
# fails: q5_negative
# %% q5
def dense_along_axis(x, dense, axis):
    order = list(range(x.ndim))
    order.remove(axis)
    order.append(axis)
    return np.transpose(dense(np.transpose(x, order)), np.argsort(order))
