# student: Carla, an answer cell with an import that is not installed, one with a wrong indentation; questions 3 to 5 are right
# score: 11
# %% q1
import jax_that_is_not_installed as jax

def dependency_matrix(f, T, d, seed=0):
    return np.asarray(jax.jacfwd(f)(np.zeros((1, T, d)))) != 0

# %% q2
def attention_maps(mha, x, causal=False):
    maps = mha(x, x, return_attention_scores=True)
      return maps[1]

# %% q3a
def offset_score(A, offset):
    if abs(offset) > np.shape(A)[-1] - 1:
        raise ValueError("no such neighbour")
    return np.mean([np.diagonal(a, offset, 1, 2).mean(axis=-1) for a in A], axis=0)

# %% q3b
def special_token_score(A, tokens, token_id):
    return np.mean([a[:, :, row == token_id].sum(axis=-1).mean(axis=-1) for a, row in zip(A, tokens)], axis=0)

# %% q4
def describe_heads(A, tokens, sep_id):
    words = np.array(["previous", "next", "sep", "broad"])
    scores = [offset_score(A, -1), offset_score(A, 1), special_token_score(A, tokens, sep_id)]
    scores.append(np.where(np.max(scores, axis=0) >= 0.5, -1.0, 2.0))
    return [str(word) for word in words[np.argmax(scores, axis=0)]]

# %% q5
def previous_token_head(T, sharpness=20.0):
    shift = np.zeros((T, T))
    shift[np.arange(T), np.maximum(np.arange(T) - 1, 0)] = np.sqrt(T) * sharpness
    return shift, np.identity(T)
