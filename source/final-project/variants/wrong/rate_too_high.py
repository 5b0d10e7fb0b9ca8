# mistake: a learning rate for small networks on all weights: the model collapses to neutral
# fails: p8_b p8_c p8_baseline p8_gain
# %% config
project_config = {"mode": None, "seed": 0, "offline": {"lr_all": 0.1}, "real": {"lr_all": 0.01}, "gpu": {"lr_all": 1e-2}}
